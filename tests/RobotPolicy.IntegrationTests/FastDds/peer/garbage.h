// Malformed samples, by kind, that must neither harm the receiver nor be taken for data.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

constexpr int kGarbageKinds = 8;

std::vector<uint8_t> make_garbage(int kind, std::mt19937& random);
