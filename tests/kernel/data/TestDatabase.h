// Makes a database for one test: an SQLite file in its own folder, or an empty schema of SX_TEST_POSTGRES.
#pragma once
#include "kernel/data/Database.h"

#include <cppunit/TestAssert.h>
#include <libpq-fe.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace sx::data {

class TestDatabase
{
public:
	static const char* postgresUrl() { return std::getenv("SX_TEST_POSTGRES"); }

	explicit TestDatabase(bool isPostgres): _isPostgres(isPostgres)
	{
		char name[] = "/tmp/sx-data-XXXXXX";
		folder = ::mkdtemp(name);
		if (isPostgres) onServer("SET client_min_messages=error; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
	}
	~TestDatabase() { std::filesystem::remove_all(folder); }

	std::string url() const { return _isPostgres ? postgresUrl() : "sqlite:" + (folder / "test.db").string(); }
	std::unique_ptr<Database> open(DatabaseOptions options = {}) const
	{
		auto opened = Database::open(url(), options);
		CPPUNIT_ASSERT_MESSAGE(opened ? "" : opened.error().detail, bool(opened));
		return std::move(*opened);
	}
	/// Writes a file into a migrations folder, and returns that folder.
	std::filesystem::path write(const std::string& name, const std::string& text) const
	{
		const auto migrations = folder / "migrations";
		std::filesystem::create_directory(migrations);
		std::ofstream(migrations / name) << text;
		return migrations;
	}
	/// Runs SQL on a separate connection, as an operator would.
	static void onServer(const std::string& sql)
	{
		PGconn* connection = PQconnectdb(postgresUrl());
		PGresult* result = PQexec(connection, sql.c_str());
		const std::string wrong = PQresultErrorMessage(result);
		PQclear(result);
		PQfinish(connection);
		CPPUNIT_ASSERT_EQUAL(std::string(), wrong);
	}

	std::filesystem::path folder;

private:
	bool _isPostgres;
};

/// Derives and registers a suite for each database: `class SqliteXTest: public XTest { … }` always, the one for
/// PostgreSQL only when SX_TEST_POSTGRES names a server.
#define SX_BOTH_DATABASES(Base)                                                                                        \
	class Sqlite##Base: public Base                                                                                    \
	{                                                                                                                  \
		CPPUNIT_TEST_SUB_SUITE(Sqlite##Base, Base);                                                                    \
		CPPUNIT_TEST_SUITE_END();                                                                                      \
		bool isPostgres() const override { return false; }                                                             \
	};                                                                                                                 \
	class Postgres##Base: public Base                                                                                  \
	{                                                                                                                  \
		CPPUNIT_TEST_SUB_SUITE(Postgres##Base, Base);                                                                  \
		CPPUNIT_TEST_SUITE_END();                                                                                      \
		bool isPostgres() const override { return true; }                                                              \
	};                                                                                                                 \
	CPPUNIT_TEST_SUITE_REGISTRATION(Sqlite##Base);                                                                     \
	static const auto kPostgres##Base = ::sx::data::TestDatabase::postgresUrl()                                        \
		? std::make_unique<CppUnit::AutoRegisterSuite<Postgres##Base>>()                                               \
		: nullptr

}
