# Installs two components: `server` (bin/sxserver, lib/sxserver, etc/sxserver) and `sdk` (headers, CMake package,
# harness, tools). The harness runs the server's own files: install both under one prefix to test plugins.
include(CMakePackageConfigHelpers)
set(SDK ${CMAKE_SOURCE_DIR}/sdk/plugin)

if(TARGET sxserver)
	install(TARGETS sxserver RUNTIME DESTINATION bin COMPONENT server)
endif()
foreach(folder app jobs)
	if(EXISTS ${CMAKE_SOURCE_DIR}/kernel/${folder}/migrations)
		install(DIRECTORY ${CMAKE_SOURCE_DIR}/kernel/${folder}/migrations/
			DESTINATION lib/sxserver/migrations/${folder} COMPONENT server)
	endif()
endforeach()
foreach(folder icons layouts logos mails pages partials words)
	if(EXISTS ${CMAKE_SOURCE_DIR}/templates/${folder})
		install(DIRECTORY ${CMAKE_SOURCE_DIR}/templates/${folder}
			DESTINATION lib/sxserver/shared/templates COMPONENT server
			FILES_MATCHING PATTERN "*.mustache" PATTERN "*.yaml")
	endif()
endforeach()
foreach(folder templates words)
	install(DIRECTORY ${CMAKE_SOURCE_DIR}/sdk/web/${folder} DESTINATION lib/sxserver/shared/web COMPONENT server)
endforeach()
install(DIRECTORY ${CMAKE_BINARY_DIR}/shared/assets DESTINATION lib/sxserver/shared COMPONENT server)
if(EXISTS ${CMAKE_SOURCE_DIR}/config)
	install(DIRECTORY ${CMAKE_SOURCE_DIR}/config/ DESTINATION etc/sxserver COMPONENT server)
endif()

install(DIRECTORY ${SDK}/include/sx ${SDK}/harness/include/sx DESTINATION include COMPONENT sdk)
if(TARGET sx_harness)
	install(TARGETS sx_harness LIBRARY DESTINATION lib COMPONENT sdk)
	install(TARGETS sx_test_main ARCHIVE DESTINATION lib COMPONENT sdk)
endif()
install(TARGETS sx-sign RUNTIME DESTINATION bin COMPONENT sdk)
install(PROGRAMS ${CMAKE_SOURCE_DIR}/tools/sign-plugin ${CMAKE_SOURCE_DIR}/tools/new-plugin
	${CMAKE_SOURCE_DIR}/tools/theme
	DESTINATION bin COMPONENT sdk)
install(DIRECTORY ${SDK}/scaffold ${SDK}/scaffold-theme DESTINATION share/secure-exchanges-sdk COMPONENT sdk)
# The client and the browser parts, which bundle.mjs finds here; their imports are the plugin's to install.
foreach(package clients/js web)
	string(REPLACE clients/js client name ${package})
	install(DIRECTORY ${CMAKE_SOURCE_DIR}/sdk/${package}/ DESTINATION share/secure-exchanges-sdk/npm/${name} COMPONENT sdk
		PATTERN tests EXCLUDE PATTERN workers EXCLUDE PATTERN CMakeLists.txt EXCLUDE PATTERN tsconfig.json EXCLUDE)
endforeach()
install(FILES ${CMAKE_SOURCE_DIR}/sdk/clients/js/tsconfig.json  # strict options, for every plugin's scripts
	DESTINATION share/secure-exchanges-sdk/npm/client COMPONENT sdk)
install(FILES ${CMAKE_SOURCE_DIR}/docs/plugin-yaml.md DESTINATION share/secure-exchanges-sdk COMPONENT sdk)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/SecureExchangesSdkConfigVersion.cmake
	VERSION ${PROJECT_VERSION} COMPATIBILITY SameMajorVersion)
install(FILES
	${CMAKE_BINARY_DIR}/SecureExchangesSdkConfigVersion.cmake ${SDK}/cmake/SecureExchangesSdkConfig.cmake
	${SDK}/cmake/SxAddPlugin.cmake
	${SDK}/cmake/SxPrecompile.cmake ${SDK}/cmake/SxCheckHeaders.cmake
	${SDK}/cmake/SxAddTests.cmake ${SDK}/cmake/SxWeb.cmake ${SDK}/cmake/plugin.map
	${SDK}/cmake/bundle.mjs ${SDK}/cmake/mails.mjs ${SDK}/cmake/mails.mjml ${SDK}/cmake/types.mjs ${SDK}/cmake/run-tests.mjs ${SDK}/cmake/sources.mjs
	DESTINATION lib/cmake/SecureExchangesSdk COMPONENT sdk)
