# Bundles scripts for browsers, checks their types, and runs their tests in Node.
include_guard()
set(SX_WEB_FOLDER ${CMAKE_CURRENT_LIST_DIR})

# sx_add_bundles(NAME OUT FOLDER…) bundles pages/*.ts, workers/*.ts and *.css of the folders with esbuild: hashed names,
# integrity, compressed copies, assets.json. Compiles the mails (*.mjml) of the templates beside them, too.
function(sx_add_bundles name out)
	find_program(NODE node REQUIRED)
	sx_sdk_scripts(inputs)
	foreach(folder ${ARGN})
		file(GLOB_RECURSE found CONFIGURE_DEPENDS
			${folder}/*.ts ${folder}/*.css ${folder}/*.js ${folder}/*.svg ${folder}/*.woff2)
		file(GLOB mails CONFIGURE_DEPENDS
			${folder}/../mails/*.mjml ${folder}/../partials/*.mjml
			${folder}/../templates/mails/*.mjml ${folder}/../templates/partials/*.mjml)
		list(APPEND found ${mails})
		list(APPEND inputs ${found})
	endforeach()
	list(FILTER inputs EXCLUDE REGEX "node_modules|/tests/")
	add_custom_command(OUTPUT ${out}/assets.json
		COMMAND ${NODE} ${SX_WEB_FOLDER}/bundle.mjs ${out} ${ARGN}
		DEPENDS ${inputs} ${SX_WEB_FOLDER}/bundle.mjs ${SX_WEB_FOLDER}/mails.mjs ${SX_WEB_FOLDER}/mails.mjml
			${SX_WEB_FOLDER}/sources.mjs
		COMMENT "Bundling ${name}" VERBATIM)
	add_custom_target(${name}-bundles ALL DEPENDS ${out}/assets.json)
endfunction()

# sx_check_web(NAME FOLDER) adds NAME-types, which checks the types of FOLDER (and FOLDER/workers) by its tsconfig.json,
# and NAME-tests, which runs FOLDER/tests/*.test.ts in Node. A folder with scripts and no tsconfig.json is an error.
function(sx_check_web name folder)
	file(GLOB scripts ${folder}/*.ts ${folder}/pages/*.ts ${folder}/components/*.ts)
	if(scripts AND NOT EXISTS ${folder}/tsconfig.json)
		message(FATAL_ERROR "${folder} has scripts and no tsconfig.json: nothing would check their types")
	endif()
	if(NOT BUILD_TESTING)
		return()
	endif()
	find_program(NODE node REQUIRED)
	foreach(part "" workers)
		if(EXISTS ${folder}/${part}/tsconfig.json)
			string(JOIN - test ${name} ${part} types)
			add_test(NAME ${test} COMMAND
				${NODE} ${SX_WEB_FOLDER}/types.mjs ${folder}/${part} ${CMAKE_CURRENT_BINARY_DIR}/${test})
			set_tests_properties(${test} PROPERTIES TIMEOUT 600 LABELS web)
		endif()
	endforeach()
	file(GLOB tests CONFIGURE_DEPENDS ${folder}/tests/*.test.ts)
	if(tests)
		add_test(NAME ${name}-tests COMMAND
			${NODE} ${SX_WEB_FOLDER}/run-tests.mjs ${folder} ${CMAKE_CURRENT_BINARY_DIR}/${name}-tests)
		set_tests_properties(${name}-tests PROPERTIES TIMEOUT 600 LABELS web)
	endif()
endfunction()

# Lists the SDK's own scripts, which bundles contain.
function(sx_sdk_scripts out)
	set(found)
	foreach(folder ${SX_WEB_FOLDER}/../.. ${SX_WEB_FOLDER}/../../../share/secure-exchanges-sdk/npm)
		file(GLOB_RECURSE scripts CONFIGURE_DEPENDS
			${folder}/clients/js/src/*.ts ${folder}/client/src/*.ts ${folder}/web/src/*.ts)
		list(APPEND found ${scripts})
	endforeach()
	set(${out} ${found} PARENT_SCOPE)
endfunction()
