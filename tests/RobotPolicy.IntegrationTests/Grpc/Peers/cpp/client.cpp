#include "client.h"

#include <iostream>
#include <thread>

#include "checks.h"

namespace {

void wait_for_word() {
  std::string line;
  std::getline(std::cin, line);
}

int read_slowly(Stub& stub) {
  grpc::ClientContext context;
  Payload request, response;
  request.set_number(1000);
  request.set_data(std::string(65536, 'x'));
  auto stream = stub.Repeat(&context, request);
  int count = stream->Read(&response) ? 1 : 0;
  say("paused");
  wait_for_word();
  while (stream->Read(&response))
    count++;
  say("read " + std::to_string(count));
  return stream->Finish().ok() ? 0 : 1;
}

int chat(Stub& stub) {
  grpc::ClientContext context;
  Payload message, answer;
  auto stream = stub.Chat(&context);
  bool good = stream->Write(message) && stream->Read(&answer);
  say("open");
  wait_for_word();
  message.set_number(2);
  good = good && stream->Write(message) && stream->Read(&answer) && answer.number() == 2;
  stream->WritesDone();
  good = good && stream->Finish().ok();
  say(good ? "chat ok" : "chat failed");
  grpc::ClientContext next;
  say("next " + std::to_string(stub.Echo(&next, message, &answer).error_code()));
  return 0;
}

int hang(Stub& stub) {
  grpc::ClientContext context;
  Payload message, answer;
  return stub.Hang(&context, message, &answer).ok() ? 0 : 1;
}

}  // namespace

int call(const std::string& port, const std::string& mode, const Options& options) {
  auto address = (options.tls.empty() ? "127.0.0.1:" : "localhost:") + port;
  grpc::ChannelArguments arguments;
  if (options.gzip)
    arguments.SetCompressionAlgorithm(GRPC_COMPRESS_GZIP);
  auto open = [&] {
    return robotpolicy::interop::Interop::NewStub(grpc::CreateCustomChannel(address, options.channel_credentials(), arguments));
  };
  auto stub = open();
  if (mode == "slow")
    return read_slowly(*stub);
  if (mode == "chat")
    return chat(*stub);
  if (mode == "hang")
    return hang(*stub);
  arguments.SetMaxReceiveMessageSize(1000);
  return run_checks(*stub, *open());
}
