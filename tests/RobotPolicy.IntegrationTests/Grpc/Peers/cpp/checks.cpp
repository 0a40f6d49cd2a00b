#include "checks.h"

#include <chrono>
#include <functional>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace {

using grpc::ClientContext;
using grpc::Status;
using grpc::StatusCode;
using std::chrono::milliseconds;

struct Context : ClientContext {
  explicit Context(milliseconds limit = milliseconds(20000)) { set_deadline(std::chrono::system_clock::now() + limit); }
};

void require(bool condition, const std::string& what) {
  if (!condition)
    throw std::runtime_error(what);
}

void require(const Status& status, StatusCode code) {
  require(status.error_code() == code, "status " + std::to_string(status.error_code()) + " " + status.error_message());
}

Payload payload(int number, size_t bytes = 0, const std::string& text = "") {
  Payload result;
  result.set_number(number);
  result.set_text(text);
  std::string data(bytes, 0);
  for (size_t i = 0; i < bytes; i++)
    data[i] = static_cast<char>(i % 251);
  result.set_data(std::move(data));
  return result;
}

void unary(Stub& stub) {
  for (size_t bytes : {0, 1, 4000000}) {
    Context context;
    Payload request = payload(-1, bytes, "grüß"), response;
    require(stub.Echo(&context, request, &response), StatusCode::OK);
    require(response.SerializeAsString() == request.SerializeAsString(), "another payload");
  }
  Context context;
  Payload response;
  require(stub.Echo(&context, Payload(), &response), StatusCode::OK);
  require(response.ByteSizeLong() == 0, "not empty");
}

void metadata(Stub& stub) {
  Context context;
  context.AddMetadata("x-echo-initial", "text");
  context.AddMetadata("x-echo-trailing-bin", std::string("\0\xff\1", 3));
  context.AddMetadata("x-echo-trailing-bin", "\2");
  Payload response;
  require(stub.Echo(&context, Payload(), &response), StatusCode::OK);
  auto initial = context.GetServerInitialMetadata().find("x-echo-initial");
  require(initial != context.GetServerInitialMetadata().end() && initial->second == "text", "initial metadata");
  auto [begin, end] = context.GetServerTrailingMetadata().equal_range("x-echo-trailing-bin");
  std::vector<std::string> values;
  for (; begin != end; ++begin)
    values.emplace_back(begin->second.data(), begin->second.size());
  require(values == std::vector<std::string>{std::string("\0\xff\1", 3), "\2"}, "trailing metadata");
}

void status(Stub& stub) {
  Context context;
  Payload request = payload(StatusCode::FAILED_PRECONDITION, 0, "100 % größer\n日本"), response;
  request.set_data("\1\xfa");
  Status failure = stub.Fail(&context, request, &response);
  require(failure, StatusCode::FAILED_PRECONDITION);
  require(failure.error_message() == request.text(), failure.error_message());
  require(failure.error_details() == request.data(), "details");
}

void client_stream(Stub& stub) {
  Context context;
  Payload summary;
  auto stream = stub.Collect(&context, &summary);
  for (int i = 0; i < 200; i++)
    require(stream->Write(payload(i, 1000)), "write");
  stream->WritesDone();
  require(stream->Finish(), StatusCode::OK);
  require(summary.number() == 200 && summary.text() == "200000", summary.text());
}

void server_stream(Stub& stub) {
  Context context;
  auto stream = stub.Repeat(&context, payload(500, 3000));
  int expected = 0;
  for (Payload message; stream->Read(&message); expected++)
    require(message.number() == expected && message.data().size() == 3000, "message " + std::to_string(expected));
  require(stream->Finish(), StatusCode::OK);
  require(expected == 500, std::to_string(expected));
}

void duplex(Stub& stub) {
  Context context;
  auto stream = stub.Chat(&context);
  for (int i = 0; i < 100; i++) {
    Payload answer;
    require(stream->Write(payload(i)) && stream->Read(&answer) && answer.number() == i, std::to_string(i));
  }
  stream->WritesDone();
  Payload more;
  require(!stream->Read(&more), "a message after the end");
  require(stream->Finish(), StatusCode::OK);
}

void deadline(Stub& stub) {
  Context context(milliseconds(300));
  Payload response;
  require(stub.Hang(&context, Payload(), &response), StatusCode::DEADLINE_EXCEEDED);
}

void unimplemented(Stub& stub) {
  Context context;
  Payload response;
  require(stub.Missing(&context, Payload(), &response), StatusCode::UNIMPLEMENTED);
}

void cancel(Stub& stub) {
  Context context;
  Payload response;
  std::thread canceller([&] {
    std::this_thread::sleep_for(milliseconds(200));
    context.TryCancel();
  });
  Status hung = stub.Hang(&context, Payload(), &response);
  canceller.join();
  require(hung, StatusCode::CANCELLED);

  Context half_way;
  auto stream = stub.Repeat(&half_way, payload(1000000, 1000));
  require(stream->Read(&response), "nothing to read");
  half_way.TryCancel();
  while (stream->Read(&response)) {
  }
  require(stream->Finish(), StatusCode::CANCELLED);
}

void too_large(Stub& stub) {
  Context context;
  Payload response;
  require(stub.Echo(&context, payload(0, 5000000), &response), StatusCode::RESOURCE_EXHAUSTED);
}

void received_too_large(Stub& narrow) {
  Context context;
  Payload response;
  require(narrow.Echo(&context, payload(0, 2000), &response), StatusCode::RESOURCE_EXHAUSTED);
}

}  // namespace

int run_checks(Stub& stub, Stub& narrow) {
  const std::vector<std::pair<std::string, std::function<void()>>> checks = {
      {"unary", [&] { unary(stub); }},
      {"metadata", [&] { metadata(stub); }},
      {"status", [&] { status(stub); }},
      {"client_stream", [&] { client_stream(stub); }},
      {"server_stream", [&] { server_stream(stub); }},
      {"duplex", [&] { duplex(stub); }},
      {"deadline", [&] { deadline(stub); }},
      {"unimplemented", [&] { unimplemented(stub); }},
      {"cancel", [&] { cancel(stub); }},
      {"too_large", [&] { too_large(stub); }},
      {"received_too_large", [&] { received_too_large(narrow); }},
  };
  int failed = 0;
  for (const auto& [name, check] : checks) {
    try {
      check();
      say("ok " + name);
    } catch (const std::exception& error) {
      failed = 1;
      say("FAILED " + name + ": " + error.what());
    }
  }
  return failed;
}
