// What message number k looks like. The tests' PeerMessages.cs has the same rules; both sides compare every field.
#pragma once

#include "ros.h"

#include <cstdint>

void fill(sensor_msgs::msg::JointState& message, uint32_t k);
void fill(sensor_msgs::msg::Image& message, uint32_t k);
void fill(trajectory_msgs::msg::JointTrajectory& message, uint32_t k);
void fill(std_msgs::msg::Float64MultiArray& message, uint32_t k);

// The number that a received message claims to have.
inline uint32_t number_of(const sensor_msgs::msg::JointState& message) { return message.header().stamp().sec(); }
inline uint32_t number_of(const sensor_msgs::msg::Image& message) { return message.header().stamp().sec(); }
inline uint32_t number_of(const trajectory_msgs::msg::JointTrajectory& message) { return message.header().stamp().sec(); }
inline uint32_t number_of(const std_msgs::msg::Float64MultiArray& message) { return message.layout().data_offset(); }
