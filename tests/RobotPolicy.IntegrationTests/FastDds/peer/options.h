// Command line of the peer: MODE key=value...
#pragma once

#include <map>
#include <string>

class Options {
public:
    Options(int argc, char** argv);

    const std::string& mode() const { return mode_; }

    // Both end the process with status 2 when the key is missing or no number.
    std::string text(const std::string& key) const;
    int number(const std::string& key) const;

    bool is(const std::string& key, const std::string& value) const { return text(key) == value; }

private:
    std::string mode_;
    std::map<std::string, std::string> values_;
};
