#include "options.h"

#include <fstream>
#include <iostream>
#include <iterator>
#include <mutex>

static std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

Options Options::parse(int argc, char** argv, int first) {
  Options options;
  for (int i = first; i < argc; i++) {
    std::string argument = argv[i];
    if (argument == "--gzip")
      options.gzip = true;
    else if (argument == "--tls" && i + 1 < argc)
      options.tls = argv[++i];
  }
  return options;
}

std::shared_ptr<grpc::ChannelCredentials> Options::channel_credentials() const {
  if (tls.empty())
    return grpc::InsecureChannelCredentials();
  grpc::SslCredentialsOptions ssl;
  ssl.pem_root_certs = read_file(tls + "/ca.pem");
  ssl.pem_cert_chain = read_file(tls + "/peer.pem");
  ssl.pem_private_key = read_file(tls + "/peer.key");
  return grpc::SslCredentials(ssl);
}

std::shared_ptr<grpc::ServerCredentials> Options::server_credentials() const {
  if (tls.empty())
    return grpc::InsecureServerCredentials();
  grpc::SslServerCredentialsOptions ssl(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  ssl.pem_root_certs = read_file(tls + "/ca.pem");
  ssl.pem_key_cert_pairs.push_back({read_file(tls + "/peer.key"), read_file(tls + "/peer.pem")});
  return grpc::SslServerCredentials(ssl);
}

void say(const std::string& line) {
  static std::mutex gate;
  std::lock_guard<std::mutex> lock(gate);
  std::cout << line << std::endl;
}
