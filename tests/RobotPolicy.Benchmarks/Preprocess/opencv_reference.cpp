// OpenCV's way from two pictures of 8-bit colour to two planar tensors: resize, convertTo, split; on one thread.
// usage: opencv_reference WIDTH HEIGHT area|bilinear|none CALLS RESULT
// Prints the median and the 99th percentile in microseconds, and writes the first tensor to RESULT.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

namespace {

constexpr int kWidth = 640, kHeight = 480, kCameras = 2, kWarmUp = 50;

// The picture that PreprocessBenchmark.cs makes.
cv::Mat Picture(int camera) {
  cv::Mat picture(kHeight, kWidth, CV_8UC3);
  for (int y = 0; y < kHeight; y++) {
    for (int x = 0; x < kWidth; x++) {
      for (int c = 0; c < 3; c++) {
        const int wave = (3 + c) * x / 4 + (5 - c) * y / 3 + 90 * ((x / 32 + y / 32) % 2) + 40 * camera;
        picture.at<cv::Vec3b>(y, x)[c] = static_cast<uchar>((wave + (31 * x + 17 * y + 57 * c) % 61) % 256);
      }
    }
  }
  return picture;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) return 2;
  const int width = std::atoi(argv[1]), height = std::atoi(argv[2]), calls = std::atoi(argv[4]);
  const bool resized = std::strcmp(argv[3], "none") != 0;
  const int filter = std::strcmp(argv[3], "area") == 0 ? cv::INTER_AREA : cv::INTER_LINEAR;
  cv::setNumThreads(1);

  std::vector<cv::Mat> pictures, tensors;
  std::vector<std::vector<cv::Mat>> planes(kCameras);
  for (int camera = 0; camera < kCameras; camera++) {
    pictures.push_back(Picture(camera));
    tensors.emplace_back(3 * height, width, CV_32FC1);
    for (int c = 0; c < 3; c++) planes[camera].push_back(tensors[camera].rowRange(c * height, (c + 1) * height));
  }

  cv::Mat small, real;
  std::vector<double> durations;
  for (int call = -kWarmUp; call < calls; call++) {
    const auto start = std::chrono::steady_clock::now();
    for (int camera = 0; camera < kCameras; camera++) {
      if (resized) cv::resize(pictures[camera], small, cv::Size(width, height), 0, 0, filter);
      (resized ? small : pictures[camera]).convertTo(real, CV_32FC3, 1 / 255.0);
      cv::split(real, planes[camera]);
    }
    const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - start;
    if (call >= 0) durations.push_back(took.count());
  }

  std::sort(durations.begin(), durations.end());
  std::printf("%.3f %.3f\n", durations[durations.size() / 2], durations[durations.size() * 99 / 100]);
  FILE* file = std::fopen(argv[5], "wb");
  if (!file) return 3;
  const size_t count = 3u * width * height;
  const bool written = std::fwrite(tensors[0].data, sizeof(float), count, file) == count;
  return std::fclose(file) == 0 && written ? 0 : 3;
}
