#include "kernel/config/YamlTree.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <array>
#include <fstream>
#include <set>
#include <sstream>

namespace sx::config {

namespace {

constexpr std::size_t kMaxBytes = 1024 * 1024;
constexpr std::size_t kMaxDepth = 16;

/// Builds the tree from the parser's events.
class TreeBuilder final: public YAML::EventHandler
{
public:
	TreeBuilder(std::string file, Problems& problems): _file(std::move(file)), _problems(problems) {}

	void OnDocumentStart(const YAML::Mark&) override {}
	void OnDocumentEnd() override {}
	void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override
	{
		refuseAnchor(mark, anchor);
		YamlNode node;
		node.position = at(mark);
		put(std::move(node));
	}
	void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override
	{
		problem(mark, "aliases (*name) are not used here; write the value out");
		OnNull(mark, 0);
	}
	void OnScalar(
		const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& value) override
	{
		refuseAnchor(mark, anchor);
		refuseTag(mark, tag);
		YamlNode node;
		node.kind = YamlNode::Kind::Scalar;
		node.text = value;
		node.isQuoted = tag == "!";
		node.position = at(mark);
		put(std::move(node));
	}
	void OnSequenceStart(
		const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override
	{
		open(mark, tag, anchor, YamlNode::Kind::List);
	}
	void OnSequenceEnd() override { close(); }
	void OnMapStart(
		const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override
	{
		open(mark, tag, anchor, YamlNode::Kind::Map);
	}
	void OnMapEnd() override { close(); }

	YamlNode take() { return std::move(_root); }

private:
	/// Holds a list or map that is being filled. key: the map key that the next value belongs to.
	struct Frame
	{
		YamlNode node;
		std::string key;
		SourcePosition keyPosition;
		bool hasKey = false;
		bool skips = false;
		std::set<std::string> seen;
	};

	SourcePosition at(const YAML::Mark& mark) const { return {_file, mark.line + 1, mark.column + 1}; }
	void problem(const YAML::Mark& mark, std::string text) { _problems.push_back({at(mark), std::move(text)}); }
	void refuseAnchor(const YAML::Mark& mark, YAML::anchor_t anchor)
	{
		if (anchor) problem(mark, "anchors (&name) are not used here");
	}
	void refuseTag(const YAML::Mark& mark, const std::string& tag)
	{
		if (!tag.empty() && tag != "!" && tag != "?") problem(mark, "tags (!name) are not used here");
	}

	void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YamlNode::Kind kind)
	{
		refuseAnchor(mark, anchor);
		refuseTag(mark, tag);
		if (_frames.size() >= kMaxDepth) throw YAML::ParserException(mark, "more than 16 levels");
		Frame frame;
		frame.node.kind = kind;
		frame.node.position = at(mark);
		_frames.push_back(std::move(frame));
	}
	void close()
	{
		YamlNode node = std::move(_frames.back().node);
		_frames.pop_back();
		put(std::move(node));
	}
	void put(YamlNode node)
	{
		if (_frames.empty())
		{
			_root = std::move(node);
			return;
		}
		Frame& frame = _frames.back();
		if (frame.node.isList())
			frame.node.items.push_back(std::move(node));
		else if (!frame.hasKey)
			takeKey(frame, node);
		else
		{
			if (!frame.skips) frame.node.members.push_back({frame.key, frame.keyPosition, std::move(node)});
			frame.hasKey = false;
		}
	}
	void takeKey(Frame& frame, const YamlNode& node)
	{
		frame.hasKey = true;
		frame.skips = false;
		frame.key = node.text;
		frame.keyPosition = node.position;
		// A bare `null:` or `~:` is not text and is refused; words such as `no` and `yes` stay as written.
		if (!node.isScalar())
			_problems.push_back({node.position, "a key must be a word"}), frame.skips = true;
		else if (!frame.seen.insert(node.text).second)
			_problems.push_back({node.position, "key " + node.text + " is written twice"}), frame.skips = true;
	}

	std::string _file;
	Problems& _problems;
	std::vector<Frame> _frames;
	YamlNode _root;
};

}

const YamlNode* YamlNode::find(std::string_view key) const noexcept
{
	for (const auto& each: members)
		if (each.key == key) return &each.value;
	return nullptr;
}

YamlNode readYaml(const std::string& text, const std::string& shownName, Problems& problems)
{
	TreeBuilder builder(shownName, problems);
	try
	{
		// yaml-cpp 0.7 accepts a quote that is never closed when the file ends with a line feed: cut that off.
		std::istringstream stream(text.substr(0, text.find_last_not_of(" \r\n") + 1));
		YAML::Parser parser(stream);
		parser.HandleNextDocument(builder);
		struct Second final: YAML::EventHandler
		{
			void OnDocumentStart(const YAML::Mark& mark) override
			{
				throw YAML::ParserException(mark, "a second document (---) is not read");
			}
			void OnDocumentEnd() override {}
			void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
			void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
			void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
			void OnSequenceStart(
				const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override
			{
			}
			void OnSequenceEnd() override {}
			void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override
			{
			}
			void OnMapEnd() override {}
		} second;
		parser.HandleNextDocument(second);
	}
	catch (const YAML::Exception& e)
	{
		SourcePosition position{shownName};
		if (!e.mark.is_null()) position.line = e.mark.line + 1, position.column = e.mark.column + 1;
		problems.push_back({position, "not YAML: " + e.msg});
	}
	return builder.take();
}

Result<std::string> readTextFile(const std::string& path)
{
	std::ifstream stream(path, std::ios::binary);
	if (!stream) return Error{Code::Missing, path + ": cannot be opened"};
	std::string text;
	std::array<char, 16'384> piece;  // not a string of the greatest size: most files have a few kilobytes
	while (stream && text.size() <= kMaxBytes)
	{
		stream.read(piece.data(), piece.size());
		text.append(piece.data(), static_cast<std::size_t>(stream.gcount()));
	}
	if (stream.bad()) return Error{Code::Unavailable, path + ": cannot be read"};
	if (text.size() > kMaxBytes) return Error{Code::TooLarge, path + ": more than 1 MiB"};
	return text;
}

}
