#include "options.h"

#include <cstdio>
#include <cstdlib>

namespace {

[[noreturn]] void fail(const std::string& message) {
    std::fprintf(stderr, "fastdds-peer: %s\n", message.c_str());
    std::exit(2);
}

}  // namespace

Options::Options(int argc, char** argv) {
    if (argc < 2) {
        fail("expected a mode: publish, subscribe, garbage or call");
    }
    mode_ = argv[1];
    for (int i = 2; i < argc; i++) {
        const std::string argument = argv[i];
        const auto separator = argument.find('=');
        if (separator == std::string::npos) {
            fail("expected key=value, got '" + argument + "'");
        }
        values_[argument.substr(0, separator)] = argument.substr(separator + 1);
    }
}

std::string Options::text(const std::string& key) const {
    const auto found = values_.find(key);
    if (found == values_.end()) {
        fail("missing argument '" + key + "'");
    }
    return found->second;
}

int Options::number(const std::string& key) const {
    const std::string value = text(key);
    char* end = nullptr;
    const long number = std::strtol(value.c_str(), &end, 10);
    if (value.empty() || *end != '\0') {
        fail("argument '" + key + "' is no number: '" + value + "'");
    }
    return static_cast<int>(number);
}
