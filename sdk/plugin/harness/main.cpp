// Is the main of every CppUnit program: runs all suites, or the tests whose name contains the first argument.
#include <cppunit/BriefTestProgressListener.h>
#include <cppunit/CompilerOutputter.h>
#include <cppunit/Test.h>
#include <cppunit/TestResult.h>
#include <cppunit/TestResultCollector.h>
#include <cppunit/extensions/TestFactoryRegistry.h>

#include <iostream>
#include <memory>
#include <string>

namespace {

// Replaces CppUnit's runner, which would own, and free again, tests that belong to their suite.
void runMatching(CppUnit::Test& test, const std::string& part, CppUnit::TestResult& result)
{
	if (part.empty() || test.getName().find(part) != std::string::npos) return test.run(&result);
	for (int i = 0; i < test.getChildTestCount(); ++i) runMatching(*test.getChildTestAt(i), part, result);
}

}

int main(int argc, char** argv)
{
	CppUnit::TestResult result;
	CppUnit::TestResultCollector collector;
	CppUnit::BriefTestProgressListener progress;
	result.addListener(&collector);
	result.addListener(&progress);
	const std::unique_ptr<CppUnit::Test> all(CppUnit::TestFactoryRegistry::getRegistry().makeTest());
	runMatching(*all, argc > 1 ? argv[1] : "", result);
	CppUnit::CompilerOutputter(&collector, std::cerr).write();
	const bool ranSome = collector.runTests() > 0;
	if (!ranSome) std::cerr << "no test matches\n";
	return collector.wasSuccessful() && ranSome ? 0 : 1;
}
