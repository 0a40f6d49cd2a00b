// libjpeg-turbo's way from one JPEG of each camera to 8-bit RGB, and nothing else; on one thread.
// usage: turbojpeg_reference CALLS CAMERAS FILE...   (as many files for each camera, camera by camera)
// Prints the median and the 99th percentile in microseconds for one picture of each camera.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

// turbojpeg.h, which a system with the library alone does not have.
typedef void *tjhandle;
tjhandle tjInitDecompress(void);
int tjDecompressHeader3(tjhandle, const unsigned char *, unsigned long, int *, int *, int *, int *);
int tjDecompress2(tjhandle, const unsigned char *, unsigned long, unsigned char *, int, int, int, int, int);
enum { kRgb = 0, kAccurate = 4096, kStopOnWarning = 8192, kLimitScans = 32768, kWarmUp = 20, kMaxFiles = 256, kMaxCameras = 8 };

static double Now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return 1e6 * time.tv_sec + 1e-3 * time.tv_nsec;
}

static int Compare(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(int argc, char **argv) {
  if (argc < 4) return 2;
  const int calls = atoi(argv[1]), cameras = atoi(argv[2]), files = argc - 3;
  if (calls < 1 || cameras < 1 || cameras > kMaxCameras || files > kMaxFiles || files % cameras != 0) return 2;
  const int turns = files / cameras;
  unsigned char *data[kMaxFiles], *pixels[kMaxCameras] = {0};
  unsigned long sizes[kMaxFiles];
  tjhandle handle = tjInitDecompress();
  for (int i = 0; i < files; i++) {
    FILE *file = fopen(argv[3 + i], "rb");
    if (!file) return 3;
    fseek(file, 0, SEEK_END);
    sizes[i] = ftell(file);
    rewind(file);
    data[i] = malloc(sizes[i]);
    if (fread(data[i], 1, sizes[i], file) != sizes[i]) return 3;
    fclose(file);
    int width, height, sampling, colours;
    if (tjDecompressHeader3(handle, data[i], sizes[i], &width, &height, &sampling, &colours) != 0) return 4;
    if (!pixels[i / turns]) pixels[i / turns] = malloc(3ul * width * height);
  }

  double *durations = malloc(sizeof(double) * calls);
  for (int call = -kWarmUp; call < calls; call++) {
    const int turn = (call + kWarmUp) % turns;
    const double start = Now();
    for (int camera = 0; camera < cameras; camera++) {
      const int i = camera * turns + turn;
      if (tjDecompress2(handle, data[i], sizes[i], pixels[camera], 0, 0, 0, kRgb, kAccurate | kStopOnWarning | kLimitScans) != 0) return 4;
    }
    if (call >= 0) durations[call] = Now() - start;
  }

  qsort(durations, calls, sizeof(double), Compare);
  printf("%.3f %.3f\n", durations[calls / 2], durations[calls * 99 / 100]);
  return 0;
}
