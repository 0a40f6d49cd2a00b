#include "console.h"

#include <chrono>
#include <cstdarg>
#include <cstdio>
#include <iostream>
#include <thread>
#include <unistd.h>

namespace {

// Longest time to take leave, in which a peer that does not answer may hold up the end.
constexpr std::chrono::seconds kLeaveTimeout(5);

}  // namespace

void say(const char* format, ...) {
    static std::mutex mutex;
    const std::lock_guard<std::mutex> lock(mutex);
    va_list arguments;
    va_start(arguments, format);
    std::vprintf(format, arguments);
    va_end(arguments);
    std::putchar('\n');
    std::fflush(stdout);
}

Console::Console() {
    std::thread(&Console::read, this).detach();
}

void Console::wait_for_go() {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [&] { return may_go_ || is_finished_; });
}

void Console::read() {
    std::string line;
    while (std::getline(std::cin, line)) {
        if (line == "go") {
            set(may_go_);
        } else if (line == "finish") {
            set(is_finished_);
        }
    }
    set(is_finished_);
    std::this_thread::sleep_for(kLeaveTimeout);
    _exit(1);
}

void Console::set(bool& flag) {
    const std::lock_guard<std::mutex> lock(mutex_);
    flag = true;
    changed_.notify_all();
}
