#include "node.h"

#include <fastdds/dds/domain/DomainParticipantFactory.hpp>
#include <fastdds/dds/publisher/qos/DataWriterQos.hpp>
#include <fastdds/dds/subscriber/qos/DataReaderQos.hpp>
#include <fastdds/rtps/transport/UDPv4TransportDescriptor.h>

#include <cstdio>
#include <cstdlib>

using namespace eprosima::fastdds::dds;

namespace {

// A whole image, as a receive buffer smaller than that loses fragments.
constexpr uint32_t kSocketBufferBytes = 4 * 1024 * 1024;

template <class Entity>
Entity* require(Entity* entity, const char* what) {
    if (entity == nullptr) {
        std::fprintf(stderr, "fastdds-peer: could not create the %s\n", what);
        std::exit(1);
    }
    return entity;
}

}  // namespace

Node::Node(const Options& options) : options_(options) {
    auto transport = std::make_shared<eprosima::fastdds::rtps::UDPv4TransportDescriptor>();
    transport->interfaceWhiteList.push_back("127.0.0.1");
    transport->receiveBufferSize = kSocketBufferBytes;
    transport->sendBufferSize = kSocketBufferBytes;

    DomainParticipantQos qos;
    qos.name("fastdds-peer");
    qos.transport().use_builtin_transports = false;
    qos.transport().user_transports.push_back(transport);
    qos.transport().listen_socket_buffer_size = kSocketBufferBytes;
    qos.transport().send_socket_buffer_size = kSocketBufferBytes;
    const std::string user_data = "enclave=/;";
    qos.user_data().assign(user_data.begin(), user_data.end());
    participant_ = require(
        DomainParticipantFactory::get_instance()->create_participant(options.number("domain"), qos), "participant");
}

Node::~Node() {
    participant_->delete_contained_entities();
    DomainParticipantFactory::get_instance()->delete_participant(participant_);
}

DataWriter* Node::create_writer(TypeSupport type) {
    Publisher* publisher = require(participant_->create_publisher(PUBLISHER_QOS_DEFAULT), "publisher");
    DataWriterQos qos;
    apply(qos);
    qos.publish_mode().kind = SYNCHRONOUS_PUBLISH_MODE;
    return require(publisher->create_datawriter(create_topic(type, options_.text("topic")), qos, this), "writer");
}

DataReader* Node::create_reader(TypeSupport type, std::function<void(DataReader*)> on_data) {
    return create_reader(type, options_.text("topic"), std::move(on_data));
}

DataReader* Node::create_reader(TypeSupport type, const std::string& topic, std::function<void(DataReader*)> on_data) {
    on_data_ = std::move(on_data);
    Subscriber* subscriber = require(participant_->create_subscriber(SUBSCRIBER_QOS_DEFAULT), "subscriber");
    DataReaderQos qos;
    apply(qos);
    return require(subscriber->create_datareader(create_topic(type, topic), qos, this), "reader");
}

Topic* Node::create_topic(TypeSupport& type, const std::string& name) {
    type->auto_fill_type_information(false);
    type->auto_fill_type_object(false);
    type.register_type(participant_);
    return require(participant_->create_topic(name, type.get_type_name(), TOPIC_QOS_DEFAULT), "topic");
}

template <class Qos>
void Node::apply(Qos& qos) const {
    qos.reliability().kind =
        options_.is("reliability", "reliable") ? RELIABLE_RELIABILITY_QOS : BEST_EFFORT_RELIABILITY_QOS;
    qos.durability().kind = VOLATILE_DURABILITY_QOS;
    qos.history().kind = KEEP_LAST_HISTORY_QOS;
    qos.history().depth = options_.number("count");
    qos.endpoint().history_memory_policy = eprosima::fastrtps::rtps::PREALLOCATED_WITH_REALLOC_MEMORY_MODE;
    qos.data_sharing().off();
}

void Node::on_publication_matched(DataWriter*, const PublicationMatchedStatus& status) {
    say("matched %d", status.current_count);
}

void Node::on_offered_incompatible_qos(DataWriter*, const OfferedIncompatibleQosStatus& status) {
    say("incompatible %d", static_cast<int>(status.last_policy_id));
}

void Node::on_subscription_matched(DataReader*, const SubscriptionMatchedStatus& status) {
    say("matched %d", status.current_count);
}

void Node::on_requested_incompatible_qos(DataReader*, const RequestedIncompatibleQosStatus& status) {
    say("incompatible %d", static_cast<int>(status.last_policy_id));
}

void Node::on_data_available(DataReader* reader) {
    on_data_(reader);
}
