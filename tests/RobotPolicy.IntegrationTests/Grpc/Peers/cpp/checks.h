#pragma once
#include "interop.grpc.pb.h"
#include "options.h"

using Payload = robotpolicy::interop::Payload;
using Stub = robotpolicy::interop::Interop::StubInterface;

// Says "ok name" or "FAILED name: why" for each check; returns the number of failures, at most 1. The second stub's channel takes
// messages of at most 1000 bytes.
int run_checks(Stub& stub, Stub& narrow);
