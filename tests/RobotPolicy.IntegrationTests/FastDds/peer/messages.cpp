#include "messages.h"

#include <string>

namespace {

constexpr uint32_t kArmJoints = 7;
constexpr uint32_t kTrajectoryJoints = 6;
constexpr uint32_t kImageWidth = 640;
constexpr uint32_t kImageHeight = 480;

// Lengths differ from message to message, so that every alignment of the fields behind the string occurs.
void fill(std_msgs::msg::Header& header, uint32_t k) {
    header.stamp().sec(static_cast<int32_t>(k));
    header.stamp().nanosec(k * 1000 + 7);
    header.frame_id("frame_" + std::string(k % 8, 'x'));
}

}  // namespace

void fill(sensor_msgs::msg::JointState& message, uint32_t k) {
    fill(message.header(), k);
    message.name().clear();
    message.position().clear();
    message.velocity().clear();
    message.effort().clear();
    for (uint32_t i = 0; i < kArmJoints; i++) {
        message.name().push_back("joint_" + std::to_string(i + 1));
        message.position().push_back(k + i * 0.5);
        message.velocity().push_back(i * 0.25 - k);
        if (k % 2 == 0) {
            message.effort().push_back(i * 10.0);
        }
    }
}

void fill(sensor_msgs::msg::Image& message, uint32_t k) {
    fill(message.header(), k);
    message.height(kImageHeight);
    message.width(kImageWidth);
    message.encoding("rgb8");
    message.is_bigendian(0);
    message.step(kImageWidth * 3);
    message.data().resize(kImageWidth * kImageHeight * 3);
    for (size_t i = 0; i < message.data().size(); i++) {
        message.data()[i] = static_cast<uint8_t>(i * 7 + k * 13);
    }
}

void fill(trajectory_msgs::msg::JointTrajectory& message, uint32_t k) {
    fill(message.header(), k);
    message.joint_names().clear();
    for (uint32_t i = 0; i < kTrajectoryJoints; i++) {
        message.joint_names().push_back("axis_" + std::to_string(i));
    }
    message.points().clear();
    for (uint32_t p = 0; p < 1 + k % 3; p++) {
        trajectory_msgs::msg::JointTrajectoryPoint point;
        for (uint32_t i = 0; i < kTrajectoryJoints; i++) {
            point.positions().push_back(k + p * 10.0 + i * 0.5);
            point.velocities().push_back(i - k * 0.25);
            if (k % 2 == 0) {
                point.accelerations().push_back(p + i * 0.125);
            }
        }
        point.time_from_start().sec(static_cast<int32_t>(p));
        point.time_from_start().nanosec(500000000 + k);
        message.points().push_back(point);
    }
}

void fill(std_msgs::msg::Float64MultiArray& message, uint32_t k) {
    message.layout().dim().clear();
    for (uint32_t d = 0; d < k % 3; d++) {
        std_msgs::msg::MultiArrayDimension dimension;
        dimension.label("dim" + std::string(d + k % 4, 'y'));
        dimension.size(d + 1);
        dimension.stride(k + d);
        message.layout().dim().push_back(dimension);
    }
    message.layout().data_offset(k);
    message.data().clear();
    for (uint32_t j = 0; j < 1 + k % 8; j++) {
        message.data().push_back(k + j * 0.125);
    }
}
