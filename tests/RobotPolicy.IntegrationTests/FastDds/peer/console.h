// How the test drives the peer: one word per line on stdin, one event per line on stdout.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>

// Writes one event, from any thread.
void say(const char* format, ...) __attribute__((format(printf, 1, 2)));

// Reads commands on a thread of its own. When stdin ends, every wait ends, so that the peer takes leave of the others and exits.
class Console {
public:
    Console();

    // Waits for the test to say `go`.
    void wait_for_go();

    bool is_finished() {
        const std::lock_guard<std::mutex> lock(mutex_);
        return is_finished_;
    }

    // Waits until the condition holds or the test says `finish`. Call `changed` when the condition may have changed.
    template <class Condition>
    void wait_for_finish_or(Condition condition) {
        std::unique_lock<std::mutex> lock(mutex_);
        changed_.wait(lock, [&] { return is_finished_ || condition(); });
    }

    void changed() {
        const std::lock_guard<std::mutex> lock(mutex_);
        changed_.notify_all();
    }

private:
    void read();
    void set(bool& flag);

    std::mutex mutex_;
    std::condition_variable changed_;
    bool may_go_ = false;
    bool is_finished_ = false;
};
