#include "service_call.h"

#include "raw_type.h"

#include <fastdds/dds/subscriber/SampleInfo.hpp>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <thread>

using namespace eprosima::fastdds::dds;

namespace {

std::vector<uint8_t> from_hex(const std::string& text) {
    std::vector<uint8_t> bytes;
    for (size_t i = 0; i + 1 < text.size(); i += 2) {
        bytes.push_back(static_cast<uint8_t>(std::stoi(text.substr(i, 2), nullptr, 16)));
    }
    return bytes;
}

std::string to_hex(const std::vector<uint8_t>& bytes) {
    std::string text;
    char digits[3];
    for (const uint8_t byte : bytes) {
        std::snprintf(digits, sizeof digits, "%02X", byte);
        text += digits;
    }
    return text;
}

}  // namespace

int call_service(const Options& options, Console& console) {
    std::atomic<int> received{0};
    const int count = options.number("count");
    Node node(options);
    auto* reader = node.create_reader(
        Node::TypeSupport(new RawType(options.text("reply_type"))), options.text("reply_topic"), [&](Node::DataReader* source) {
            SampleInfo info;
            RawType::Bytes bytes;
            while (source->take_next_sample(&bytes, &info) == ReturnCode_t::RETCODE_OK) {
                if (info.valid_data) {
                    say("reply %s", to_hex(bytes).c_str());
                    received++;
                    console.changed();
                }
            }
        });
    auto* writer = node.create_writer(Node::TypeSupport(new RawType(options.text("type"))));
    console.wait_for_go();

    // Whoever writes before the match writes to nobody.
    PublicationMatchedStatus matched;
    while (writer->get_publication_matched_status(matched) == ReturnCode_t::RETCODE_OK && matched.current_count == 0 &&
           !console.is_finished()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    RawType::Bytes request = from_hex(options.text("request"));
    const int failed = writer->write(&request) ? 0 : 1;
    console.wait_for_finish_or([&] { return received >= count; });
    reader->set_listener(nullptr);
    say("done received=%d failed=%d", received.load(), failed);
    return 0;
}
