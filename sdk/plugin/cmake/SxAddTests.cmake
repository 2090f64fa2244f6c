# sx_add_tests(NAME SOURCES… [LIBRARIES …] [LABELS …] [VIA COMMAND…]) adds one CppUnit program and one ctest entry.
# VIA: the command that runs the program, e.g. tools/with-postgres.
function(sx_add_tests name)
	cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES;LABELS;VIA" ${ARGN})
	if(NOT ARG_SOURCES)
		return()
	endif()
	add_executable(${name} ${ARG_SOURCES})
	target_link_libraries(${name} PRIVATE ${ARG_LIBRARIES} sx_test_main)
	sx_precompile(${name} TESTS)
	set_property(GLOBAL APPEND PROPERTY SX_UNIT_TESTS ${name})
	if(NOT kernel IN_LIST ARG_LABELS)
		set_property(GLOBAL APPEND PROPERTY SX_OTHER_TESTS ${name})  # does not run under the sanitizers
	endif()
	add_test(NAME ${name} COMMAND ${ARG_VIA} $<TARGET_FILE:${name}>)
	set_tests_properties(${name} PROPERTIES TIMEOUT 1200 LABELS "${ARG_LABELS}")
endfunction()
