#pragma once
#include <memory>
#include <string>

#include <grpcpp/grpcpp.h>

// What both roles take from the command line: --gzip, and --tls with a folder that holds ca.pem, peer.pem and peer.key.
struct Options {
  bool gzip = false;
  std::string tls;

  static Options parse(int argc, char** argv, int first);

  std::shared_ptr<grpc::ChannelCredentials> channel_credentials() const;
  std::shared_ptr<grpc::ServerCredentials> server_credentials() const;
};

// One line of output for the test that started this program.
void say(const std::string& line);
