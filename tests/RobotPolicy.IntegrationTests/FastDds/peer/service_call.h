// A client of a ROS service that sends the bytes it is told, on the topics and types it is told.
#pragma once

#include "console.h"
#include "node.h"
#include "options.h"

int call_service(const Options& options, Console& console);
