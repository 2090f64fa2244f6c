# Writes the public key of a build as a constant of the server; creates the key if there is none.
if(NOT EXISTS ${KEY})
	execute_process(COMMAND ${SIGN} make-key ${KEY} OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
endif()
execute_process(COMMAND ${SIGN} public-key ${KEY}
	OUTPUT_VARIABLE key OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
file(CONFIGURE OUTPUT ${OUT} CONTENT "#include <string>

namespace sx::extend {

std::string buildPublicKey();
std::string buildPublicKey() { return \"@key@\"; }

}
" @ONLY)
