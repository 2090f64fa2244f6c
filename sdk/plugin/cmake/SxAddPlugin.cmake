# sx_add_plugin(NAME) builds the plugin of this folder into ${SX_PLUGINS_OUTPUT}/NAME, with its words, templates,
# migrations and bundles beside it, and its tests as NAME-tests. Everything else follows from the folder's layout.
include_guard()
include(${CMAKE_CURRENT_LIST_DIR}/SxPrecompile.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/SxCheckHeaders.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/SxWeb.cmake)
if(NOT SX_PLUGINS_OUTPUT)
	set(SX_PLUGINS_OUTPUT ${CMAKE_BINARY_DIR}/plugins)
endif()
set(SX_CMAKE_FOLDER ${CMAKE_CURRENT_LIST_DIR})

function(sx_add_plugin name)
	set(root ${CMAKE_CURRENT_SOURCE_DIR})
	set(out ${SX_PLUGINS_OUTPUT}/${name})
	file(STRINGS ${root}/plugin.yaml idLine REGEX "^id:")
	file(STRINGS ${root}/plugin.yaml versionLine REGEX "^version:")
	string(REGEX REPLACE "^id:[ \t]*" "" id "${idLine}")
	string(REGEX REPLACE "^version:[ \t]*" "" version "${versionLine}")
	set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${root}/plugin.yaml)

	if(EXISTS ${root}/api)
		file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/include/sx)
		file(CREATE_LINK ${root}/api ${CMAKE_BINARY_DIR}/include/sx/${name} SYMBOLIC)
	endif()

	# Compile the sources once and link the objects into the plugin and into its tests.
	file(GLOB sources CONFIGURE_DEPENDS
		${root}/domain/*.cpp ${root}/services/*.cpp ${root}/handlers/*.cpp ${root}/store/*.cpp ${root}/gateway/*.cpp)
	list(APPEND sources ${root}/plugin.cpp)
	add_library(${name}-objects OBJECT ${sources})
	target_include_directories(${name}-objects PUBLIC ${root})
	target_link_libraries(${name}-objects PUBLIC SecureExchanges::sdk)
	# An included file and no -D: a definition that only one file has would make the precompiled header useless to it.
	set(identity ${CMAKE_CURRENT_BINARY_DIR}/${name}-identity.h)
	file(GENERATE OUTPUT ${identity} CONTENT
		"#pragma once\n#define SX_PLUGIN_ID \"${id}\"\n#define SX_PLUGIN_VERSION \"${version}\"\n")
	if(CMAKE_UNITY_BUILD)  # an option of its own would make plugin.cpp a compilation of its own
		set_target_properties(${name}-objects PROPERTIES UNITY_BUILD_CODE_BEFORE_INCLUDE "#include \"${identity}\"")
	else()
		set_source_files_properties(${root}/plugin.cpp PROPERTIES COMPILE_OPTIONS "-include;${identity}")
	endif()
	if(EXISTS ${root}/gateway)
		target_link_libraries(${name}-objects PUBLIC Poco::Net Poco::NetSSL Poco::JSON)
	endif()
	set_target_properties(${name}-objects PROPERTIES CXX_STANDARD 20 CXX_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON
		CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)

	# Precompile the SDK's standard headers, which take most of a file's compile time, once per target.
	sx_precompile(${name}-objects)
	file(GLOB headers CONFIGURE_DEPENDS
		${root}/api/*.h ${root}/domain/*.h ${root}/services/*.h ${root}/handlers/*.h ${root}/store/*.h
		${root}/gateway/*.h)
	sx_check_headers(${name}-objects ${headers})
	if(SX_DOMAIN_FLAGS)
		# Rules of a business deserve warnings that would only be noise elsewhere (preset strict).
		file(GLOB domain CONFIGURE_DEPENDS ${root}/domain/*.cpp)
		set_source_files_properties(${domain} PROPERTIES COMPILE_OPTIONS "${SX_DOMAIN_FLAGS}")
	endif()

	add_library(${name} MODULE)
	target_link_libraries(${name} PRIVATE ${name}-objects)
	set_target_properties(${name} PROPERTIES PREFIX "" SUFFIX ".so" OUTPUT_NAME ${name} LIBRARY_OUTPUT_DIRECTORY ${out})
	target_link_options(${name} PRIVATE -Wl,--version-script=${SX_CMAKE_FOLDER}/plugin.map)
	if(NOT SX_SANITIZE)  # clang's sanitizers leave their own names to the program
		target_link_options(${name} PRIVATE -Wl,--no-undefined)
	endif()

	# Put what the kernel reads beside the library: links in a build, files in an installation.
	file(MAKE_DIRECTORY ${out})
	file(GLOB links ${out}/*)
	foreach(link ${links})
		if(IS_SYMLINK ${link} AND NOT EXISTS ${link})  # of a folder that was renamed: it would fail the signature
			file(REMOVE ${link})
		endif()
	endforeach()
	foreach(folder templates words theme)
		if(EXISTS ${root}/${folder})
			file(CREATE_LINK ${root}/${folder} ${out}/${folder} SYMBOLIC)
		endif()
	endforeach()
	if(EXISTS ${root}/store/migrations)
		file(CREATE_LINK ${root}/store/migrations ${out}/migrations SYMBOLIC)
	endif()
	file(CREATE_LINK ${root}/plugin.yaml ${out}/plugin.yaml SYMBOLIC)
	if(EXISTS ${root}/web)
		sx_add_bundles(${name} ${out}/assets ${root}/web)
		sx_check_web(${name}-web ${root}/web)
	endif()

	sx_sign_in_build(${name} ${root} ${out})
	set(list SX_SERVER_TARGETS)
	if(NOT SX_PLUGINS_OUTPUT STREQUAL "${CMAKE_BINARY_DIR}/plugins")
		set(list SX_TEST_PLUGIN_TARGETS)
	endif()
	foreach(target ${name} ${name}-bundles ${name}-signature)
		if(TARGET ${target})
			set_property(GLOBAL APPEND PROPERTY ${list} ${target})
		endif()
	endforeach()
	sx_install_plugin(${name} ${root} ${out})

	file(GLOB tests CONFIGURE_DEPENDS ${root}/tests/*Test.cpp)
	if(tests AND BUILD_TESTING AND TARGET SecureExchanges::harness)
		add_executable(${name}-tests ${tests})
		target_link_libraries(${name}-tests PRIVATE ${name}-objects SecureExchanges::harness)
		sx_precompile(${name}-tests TESTS)
		add_dependencies(${name}-tests ${name})
		foreach(bundles shared-bundles ${name}-bundles)  # pages name their scripts and styles
			if(TARGET ${bundles})
				add_dependencies(${name}-tests ${bundles})
			endif()
		endforeach()
		add_test(NAME ${name}-tests COMMAND ${name}-tests)
		set_property(GLOBAL APPEND PROPERTY SX_UNIT_TESTS ${name}-tests)
		set_tests_properties(${name}-tests PROPERTIES TIMEOUT 1200 LABELS plugin
			ENVIRONMENT "SX_PLUGINS=${SX_PLUGINS_OUTPUT};SX_STATEMENTS=${CMAKE_BINARY_DIR}/statements/${name}")
	endif()
endfunction()

# Signs a plugin of the server itself with the key of its build (docs/decisions/plugin-signatures.md). Partners sign
# what they have installed.
function(sx_sign_in_build name root out)
	get_property(key GLOBAL PROPERTY SX_BUILD_KEY)
	if(NOT key)
		return()
	endif()
	file(GLOB_RECURSE content CONFIGURE_DEPENDS ${root}/templates/* ${root}/words/* ${root}/theme/*
		${root}/store/migrations/*)
	if(EXISTS ${root}/web)
		list(APPEND content ${out}/assets/assets.json)
	endif()
	add_custom_command(OUTPUT ${out}/plugin.sig
		COMMAND sx-sign sign ${out} --key ${key}
		DEPENDS ${name} ${content} ${root}/plugin.yaml sx-sign sx_build_key COMMENT "Signing ${name}" VERBATIM)
	add_custom_target(${name}-signature ALL DEPENDS ${out}/plugin.sig)
endfunction()

# Installs files where a build has links: below lib/sxserver/plugins for the server's own plugins, else into
# PREFIX/NAME.
function(sx_install_plugin name root out)
	get_property(key GLOBAL PROPERTY SX_BUILD_KEY)
	if(key AND NOT SX_PLUGINS_OUTPUT STREQUAL "${CMAKE_BINARY_DIR}/plugins")
		return()  # a plugin of tests
	endif()
	if(key)
		set(target lib/sxserver/plugins/${name})
		set(component server)
	else()
		set(target ${name})
		set(component plugin)
	endif()
	install(TARGETS ${name} LIBRARY DESTINATION ${target} COMPONENT ${component})
	install(FILES ${root}/plugin.yaml DESTINATION ${target} COMPONENT ${component})
	foreach(folder templates words theme)
		if(EXISTS ${root}/${folder})
			install(DIRECTORY ${root}/${folder} DESTINATION ${target} COMPONENT ${component})
		endif()
	endforeach()
	if(EXISTS ${root}/store/migrations)
		install(DIRECTORY ${root}/store/migrations DESTINATION ${target} COMPONENT ${component})
	endif()
	if(EXISTS ${root}/web)
		install(DIRECTORY ${out}/assets DESTINATION ${target} COMPONENT ${component})
	endif()
	if(key)
		if(EXISTS ${root}/api)
			install(DIRECTORY ${root}/api/ DESTINATION include/sx/${name} COMPONENT sdk)
		endif()
		install(CODE "execute_process(
			COMMAND $<TARGET_FILE:sx-sign> sign \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${target}\" --key \"${key}\"
			COMMAND_ERROR_IS_FATAL ANY)" COMPONENT server)
	endif()
endfunction()
