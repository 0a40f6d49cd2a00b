// An independent gRPC peer on C-core. grpc-peer server [options] | grpc-peer client <port> <mode> [options]
#include "client.h"
#include "server.h"

int main(int argc, char** argv) {
  std::string role = argc > 1 ? argv[1] : "";
  if (role == "server")
    return serve(Options::parse(argc, argv, 2));
  if (role == "client" && argc > 3)
    return call(argv[2], argv[3], Options::parse(argc, argv, 4));
  return 2;
}
