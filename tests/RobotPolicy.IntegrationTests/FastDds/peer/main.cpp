// An independent DDS peer for the interoperability tests.
//
//   fastdds-peer publish   domain=N topic=NAME type=T reliability=reliable|best_effort count=N period_us=N
//   fastdds-peer subscribe domain=N topic=NAME type=T reliability=reliable|best_effort count=N
//   fastdds-peer garbage   domain=N topic=NAME type=DDS_TYPE reliability=... count=N period_us=N kind=0..7 seed=N
//   fastdds-peer call      domain=N topic=NAME type=DDS_TYPE reply_topic=NAME reply_type=DDS_TYPE reliability=... count=N request=HEX
//
// T is joint_state, image, joint_trajectory or float64_multi_array. Events on stdout: `matched N`, `incompatible POLICY`,
// `problem TEXT`, `reply HEX`, and at the end `done key=value...`. Commands on stdin: `go` starts sending, `finish` ends receiving.

#include "console.h"
#include "garbage.h"
#include "messages.h"
#include "node.h"
#include "options.h"
#include "raw_type.h"
#include "rosPubSubTypes.h"
#include "service_call.h"

#include <fastdds/dds/subscriber/SampleInfo.hpp>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

using namespace eprosima::fastdds::dds;
using std::chrono::microseconds;
using std::chrono::steady_clock;

namespace {

// Writes `count` samples at a fixed period, filled by `next`.
template <class Sample, class Fill>
int send(Node::DataWriter* writer, const Options& options, Console& console, Fill next) {
    const int count = options.number("count");
    const microseconds period(options.number("period_us"));
    console.wait_for_go();
    Sample sample;
    int failed = 0;
    auto due = steady_clock::now();
    for (int k = 0; k < count && !console.is_finished(); k++) {
        next(sample, static_cast<uint32_t>(k));
        failed += writer->write(&sample) ? 0 : 1;
        due += period;
        std::this_thread::sleep_until(due);
    }
    const bool acknowledged = writer->wait_for_acknowledgments({3, 0}) == ReturnCode_t::RETCODE_OK;
    say("done sent=%d failed=%d acknowledged=%d", count, failed, acknowledged ? 1 : 0);
    console.wait_for_finish_or([] { return false; });
    return 0;
}

template <class Message, class PubSubType>
int publish(const Options& options, Console& console) {
    Node node(options);
    auto* writer = node.create_writer(Node::TypeSupport(new PubSubType));
    return send<Message>(writer, options, console, [](Message& message, uint32_t k) { fill(message, k); });
}

template <class Message, class PubSubType>
int subscribe(const Options& options, Console& console) {
    const int count = options.number("count");
    std::atomic<int> received{0};
    int bad = 0;
    int out_of_order = 0;
    int64_t last = -1;
    Message actual;
    Message expected;
    Node node(options);
    auto* reader = node.create_reader(Node::TypeSupport(new PubSubType), [&](Node::DataReader* source) {
        SampleInfo info;
        while (source->take_next_sample(&actual, &info) == ReturnCode_t::RETCODE_OK) {
            if (!info.valid_data) {
                continue;
            }
            const uint32_t k = number_of(actual);
            fill(expected, k);
            if (!(actual == expected)) {
                bad++;
                say("problem message %u differs from what was sent", k);
            }
            out_of_order += k > last ? 0 : 1;
            last = k;
            received++;
            console.changed();
        }
    });
    console.wait_for_finish_or([&] { return received >= count; });
    reader->set_listener(nullptr);
    say("done received=%d bad=%d out_of_order=%d", received.load(), bad, out_of_order);
    return 0;
}

int garbage(const Options& options, Console& console) {
    const int kind = options.number("kind");
    std::mt19937 random(static_cast<uint32_t>(options.number("seed")));
    Node node(options);
    auto* writer = node.create_writer(Node::TypeSupport(new RawType(options.text("type"))));
    return send<RawType::Bytes>(
        writer, options, console, [&](RawType::Bytes& bytes, uint32_t) { bytes = make_garbage(kind, random); });
}

template <class Message, class PubSubType>
int exchange(const Options& options, Console& console) {
    return options.mode() == "publish" ? publish<Message, PubSubType>(options, console)
                                       : subscribe<Message, PubSubType>(options, console);
}

int run(const Options& options, Console& console) {
    if (options.mode() == "garbage") {
        return garbage(options, console);
    }
    if (options.mode() == "call") {
        return call_service(options, console);
    }
    if (options.mode() != "publish" && options.mode() != "subscribe") {
        std::fprintf(stderr, "fastdds-peer: unknown mode '%s'\n", options.mode().c_str());
        return 2;
    }
    const std::string type = options.text("type");
    if (type == "joint_state") {
        return exchange<sensor_msgs::msg::JointState, sensor_msgs::msg::JointStatePubSubType>(options, console);
    }
    if (type == "image") {
        return exchange<sensor_msgs::msg::Image, sensor_msgs::msg::ImagePubSubType>(options, console);
    }
    if (type == "joint_trajectory") {
        return exchange<trajectory_msgs::msg::JointTrajectory, trajectory_msgs::msg::JointTrajectoryPubSubType>(options, console);
    }
    if (type == "float64_multi_array") {
        return exchange<std_msgs::msg::Float64MultiArray, std_msgs::msg::Float64MultiArrayPubSubType>(options, console);
    }
    std::fprintf(stderr, "fastdds-peer: unknown type '%s'\n", type.c_str());
    return 2;
}

}  // namespace

int main(int argc, char** argv) {
    const Options options(argc, argv);
    Console console;
    const int code = run(options, console);

    // The library's static objects outlive its threads badly: leaving without their destructors avoids a crash at the very end.
    std::fflush(nullptr);
    std::_Exit(code);
}
