#include "server.h"

#include <chrono>
#include <iostream>
#include <thread>

#include "interop.grpc.pb.h"

namespace {

using grpc::ServerContext;
using grpc::Status;
using robotpolicy::interop::Payload;

class Service final : public robotpolicy::interop::Interop::Service {
  Status Echo(ServerContext* context, const Payload* request, Payload* response) override {
    for (const auto& [key, value] : context->client_metadata()) {
      if (key == "x-echo-initial")
        context->AddInitialMetadata("x-echo-initial", {value.data(), value.size()});
      if (key == "x-echo-trailing-bin")
        context->AddTrailingMetadata("x-echo-trailing-bin", {value.data(), value.size()});
    }
    for (const auto& name : context->auth_context()->FindPropertyValues("x509_common_name"))
      context->AddTrailingMetadata("x-peer-name", {name.data(), name.size()});
    *response = *request;
    return Status::OK;
  }

  Status Fail(ServerContext*, const Payload* request, Payload*) override {
    return Status(static_cast<grpc::StatusCode>(request->number()), request->text(), request->data());
  }

  Status Collect(ServerContext*, grpc::ServerReader<Payload>* requests, Payload* response) override {
    int count = 0;
    size_t bytes = 0;
    for (Payload request; requests->Read(&request); count++)
      bytes += request.data().size();
    response->set_number(count);
    response->set_text(std::to_string(bytes));
    return Status::OK;
  }

  Status Repeat(ServerContext*, const Payload* request, grpc::ServerWriter<Payload>* responses) override {
    Payload response;
    response.set_data(request->data());
    int sent = 0;
    for (; sent < request->number(); sent++) {
      response.set_number(sent);
      if (!responses->Write(response))
        break;
    }
    say("repeat ended " + std::to_string(sent));
    return Status::OK;
  }

  Status Chat(ServerContext*, grpc::ServerReaderWriter<Payload, Payload>* stream) override {
    for (Payload request; stream->Read(&request);)
      stream->Write(request);
    return Status::OK;
  }

  Status Hang(ServerContext* context, const Payload*, Payload*) override {
    while (!context->IsCancelled())
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    say("hang ended");
    return Status::CANCELLED;
  }
};

}  // namespace

int serve(const Options& options) {
  Service service;
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", options.server_credentials(), &port);
  builder.RegisterService(&service);
  if (options.gzip)
    builder.SetDefaultCompressionAlgorithm(GRPC_COMPRESS_GZIP);
  auto server = builder.BuildAndStart();
  if (!server || port == 0)
    return 1;
  say("port " + std::to_string(port));
  for (std::string line; std::getline(std::cin, line);) {
    if (line == "drain") {
      server->Shutdown();
      say("drained");
    }
  }
  server->Shutdown(std::chrono::system_clock::now());
  return 0;
}
