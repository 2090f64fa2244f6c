# find_package(SecureExchangesSdk) gives SecureExchanges::sdk (headers), SecureExchanges::harness (a server for tests),
# sx_add_plugin and sx_add_tests. Its folder may be moved: nothing here names where it was installed.
include(CMakeFindDependencyMacro)
get_filename_component(SX_SDK_PREFIX "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
find_dependency(Poco COMPONENTS Foundation Net NetSSL JSON)
find_dependency(PkgConfig)

if(NOT TARGET SecureExchanges::sdk)
	add_library(SecureExchanges::sdk INTERFACE IMPORTED)
	target_include_directories(SecureExchanges::sdk INTERFACE ${SX_SDK_PREFIX}/include ${CMAKE_BINARY_DIR}/include)
	file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/include)

	# Tests need CppUnit and the server's own files under the same prefix; a build without tests does not.
	pkg_check_modules(SxCppUnit IMPORTED_TARGET cppunit)
	if(SxCppUnit_FOUND AND EXISTS ${SX_SDK_PREFIX}/lib/libsxharness.so)
		add_library(SecureExchanges::test_main STATIC IMPORTED)
		set_target_properties(SecureExchanges::test_main PROPERTIES
			IMPORTED_LOCATION ${SX_SDK_PREFIX}/lib/libsx_test_main.a
			INTERFACE_LINK_LIBRARIES PkgConfig::SxCppUnit)
		add_library(SecureExchanges::harness SHARED IMPORTED)
		set_target_properties(SecureExchanges::harness PROPERTIES IMPORTED_LOCATION ${SX_SDK_PREFIX}/lib/libsxharness.so
			INTERFACE_LINK_LIBRARIES "SecureExchanges::sdk;SecureExchanges::test_main")
		add_library(sx_test_main ALIAS SecureExchanges::test_main)
	endif()
endif()

option(BUILD_TESTING "Build the tests" ON)
enable_testing()
include(${CMAKE_CURRENT_LIST_DIR}/SxAddPlugin.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/SxAddTests.cmake)

# Link the server's plugins beside the built one, so that its tests can name the plugins it needs.
file(MAKE_DIRECTORY ${SX_PLUGINS_OUTPUT})
file(GLOB plugins ${SX_SDK_PREFIX}/lib/sxserver/plugins/*/plugin.yaml)
foreach(each ${plugins})
	get_filename_component(folder ${each} DIRECTORY)
	get_filename_component(name ${folder} NAME)
	if(NOT EXISTS ${SX_PLUGINS_OUTPUT}/${name})
		file(CREATE_LINK ${folder} ${SX_PLUGINS_OUTPUT}/${name} SYMBOLIC)
	endif()
endforeach()
