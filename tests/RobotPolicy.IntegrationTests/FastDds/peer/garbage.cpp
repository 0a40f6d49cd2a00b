#include "garbage.h"

namespace {

enum Kind {
    kHeaderOnly,
    kRandomBody,
    kBigEndianRandomBody,
    kParameterList,
    kUnknownEncapsulation,
    kShorterThanHeader,
    kHugeStringLength,
    kXcdr2,
};

void append_random(std::vector<uint8_t>& bytes, size_t count, std::mt19937& random) {
    for (size_t i = 0; i < count; i++) {
        bytes.push_back(static_cast<uint8_t>(random()));
    }
}

}  // namespace

std::vector<uint8_t> make_garbage(int kind, std::mt19937& random) {
    std::vector<uint8_t> bytes;
    switch (static_cast<Kind>(kind)) {
        case kHeaderOnly:
            bytes = {0, 1, 0, 0};
            break;
        case kRandomBody:
            bytes = {0, 1, 0, 0};
            append_random(bytes, random() % 64, random);
            break;
        case kBigEndianRandomBody:
            bytes = {0, 0, 0, 0};
            append_random(bytes, 32, random);
            break;
        case kParameterList:
            bytes = {0, 2, 0, 0};
            append_random(bytes, 32, random);
            break;
        case kUnknownEncapsulation:
            bytes = {0xff, 0xee, 0, 0};
            append_random(bytes, 32, random);
            break;
        case kShorterThanHeader:
            append_random(bytes, random() % 4, random);
            break;
        case kHugeStringLength:
            bytes = {0, 1, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0xff, 0xff, 0xff, 0x7f, 1, 2, 3, 4};
            break;
        case kXcdr2:
            bytes = {0, 7, 0, 0};
            append_random(bytes, random() % 3000, random);
            break;
    }
    return bytes;
}
