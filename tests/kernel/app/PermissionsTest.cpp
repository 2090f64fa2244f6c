// Tests the list of what plugins declare that people may do.
#include "kernel/app/Permissions.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sx::app {

class PermissionsTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(PermissionsTest);
	CPPUNIT_TEST(listsEachPermissionOnceUnderThePluginThatNamesIt);
	CPPUNIT_TEST(forgetsAPluginThatWasWithdrawn);
	CPPUNIT_TEST_SUITE_END();

	pages::PageEngine words{{}};
	Permissions book{words};
	config::Manifest templates, messages, partner;

public:
	void setUp() override
	{
		templates.id = "drafts", templates.title = "Drafts", templates.permissions = {"messages.send", "drafts.share"};
		messages.id = "messages", messages.title = "Messages", messages.permissions = {"messages.send"};
		partner.id = "com.acme.fax", partner.title = "Fax", partner.permissions = {"com.acme.fax.send", "fax.read"};
		for (const auto* each: {&templates, &messages, &partner}) book.add(*each);
	}

	void listsEachPermissionOnceUnderThePluginThatNamesIt()
	{
		std::string found;
		for (const auto& each: book.list({"en-CA"})) found += each.plugin + ": " + each.label + "\n";
		CPPUNIT_ASSERT_EQUAL(
			std::string("Fax: com.acme.fax.send\nFax: fax.read\nDrafts: drafts.share\nMessages: messages.send\n"),
			found);
		CPPUNIT_ASSERT(book.isKnown("fax.read") && !book.isKnown("fax.send") && !book.isKnown(""));
	}

	void forgetsAPluginThatWasWithdrawn()
	{
		book.remove(messages);
		CPPUNIT_ASSERT_MESSAGE("declared by drafts too", book.isKnown("messages.send"));
		book.remove(templates);
		CPPUNIT_ASSERT(!book.isKnown("messages.send") && book.list({"en-CA"}).size() == 2);
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(PermissionsTest);

}
