// Holds what the mails of messages show.
#pragma once
#include "sx/mail/MailView.h"

namespace sx::messages {

/// Is the view of templates/mails/notice.*, which brings a recipient their link.
struct NoticeView
{
	struct File
	{
		std::string name, size, sha256;
	};

	mail::FrameView frame;
	bool isFilesOnly = false;  // html and text are the body, in clear
	std::string html, text;
	std::string slip, topic;  // empty: none
	Worded intro;
	std::string codeWord, code;  // code: empty: none
	std::string buttonWord, url;
	std::string keyWord, key;  // key: of the link, but no URL, so that nothing rewrites it (row I4)
	std::vector<mail::FactView> facts;
	std::string filesHeading;
	std::vector<File> files;
	std::string moreFiles;  // how many others there are; empty: none
	std::string stepsHeading;
	std::vector<std::string> steps;

	Value value() const;
};

/// Is the view of templates/mails/code.*, which brings a recipient their opening code, and no link.
struct CodeView
{
	mail::FrameView frame;
	Worded intro;
	std::string codeWord, code;
	std::vector<mail::FactView> facts;
	std::string how;  // where the code is typed

	Value value() const;
};

/// Is the view of templates/mails/opened.*, which tells a sender what a recipient did: what, who, and one button.
struct ActView
{
	mail::FrameView frame;
	Worded intro;
	std::vector<mail::FactView> facts;
	Worded left;                  // what follows from it
	std::string buttonWord, url;  // url: empty: no button

	Value value() const;
};

}
