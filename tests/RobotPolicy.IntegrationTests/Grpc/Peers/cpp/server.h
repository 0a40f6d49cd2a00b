#pragma once
#include "options.h"

// The test service on C-core's C++ API. Says its port; "drain" on standard input shuts it down gracefully, its end at once.
int serve(const Options& options);
