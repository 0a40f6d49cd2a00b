#pragma once
#include <string>

#include "options.h"

// Calls the test service. Modes: "checks" says one line per check and returns 1 on a failure; "slow" stops reading a stream until
// it is told to go on; "chat" keeps a stream open until then, and makes a new call after it; "hang" makes a call that never ends.
int call(const std::string& port, const std::string& mode, const Options& options);
