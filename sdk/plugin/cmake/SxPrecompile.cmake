# sx_precompile(TARGET [TESTS]): gives a target the SDK's precompiled headers; TESTS: with CppUnit's, for a test
# program. In the server's build every target reuses the same two; a partner's plugin compiles its own.
include_guard()

function(sx_precompile target)
	set(headers <sx/plugin.h>)
	set(shared sx_headers)
	if("TESTS" IN_LIST ARGN)
		list(APPEND headers <cppunit/extensions/HelperMacros.h>)
		set(shared sx_test_headers)
		sx_as_test(${target})
	endif()
	if(TARGET ${shared})
		target_precompile_headers(${target} REUSE_FROM ${shared})
	else()
		target_precompile_headers(${target} PRIVATE ${headers})
	endif()
endfunction()

# Compiles what the whole server's build reuses.
function(sx_shared_headers)
	file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/headers.cpp CONTENT "")
	foreach(name sx_headers sx_test_headers)
		add_library(${name} OBJECT ${CMAKE_BINARY_DIR}/headers.cpp)
		target_link_libraries(${name} PRIVATE SecureExchanges::sdk)
	endforeach()
	target_precompile_headers(sx_headers PRIVATE <sx/plugin.h>)
	target_precompile_headers(sx_test_headers PRIVATE <sx/plugin.h> <cppunit/extensions/HelperMacros.h>)
	sx_as_test(sx_test_headers)
	# A header serves only code of equal flags, and test programs are position-independent in the way of programs.
	set_target_properties(sx_test_headers PROPERTIES POSITION_INDEPENDENT_CODE OFF)
	target_compile_options(sx_test_headers PRIVATE -fPIE)
endfunction()

# sx_as_test(TARGET): compiles a test program without optimization. It runs its code once or a few times, and compiling
# it costs a third less; what it tests keeps the preset's flags.
function(sx_as_test target)
	target_compile_options(${target} PRIVATE -O0 -U_FORTIFY_SOURCE)
endfunction()
