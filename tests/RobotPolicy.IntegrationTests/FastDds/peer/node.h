// A Fast DDS participant on the loopback interface, with the names and QoS that a ROS 2 node would use.
#pragma once

#include "console.h"
#include "options.h"

#include <fastdds/dds/domain/DomainParticipant.hpp>
#include <fastdds/dds/publisher/DataWriter.hpp>
#include <fastdds/dds/publisher/DataWriterListener.hpp>
#include <fastdds/dds/publisher/Publisher.hpp>
#include <fastdds/dds/subscriber/DataReader.hpp>
#include <fastdds/dds/subscriber/DataReaderListener.hpp>
#include <fastdds/dds/subscriber/Subscriber.hpp>
#include <fastdds/dds/topic/TypeSupport.hpp>

#include <functional>
#include <string>

class Node : private eprosima::fastdds::dds::DataWriterListener, private eprosima::fastdds::dds::DataReaderListener {
public:
    using DataReader = eprosima::fastdds::dds::DataReader;
    using DataWriter = eprosima::fastdds::dds::DataWriter;
    using TypeSupport = eprosima::fastdds::dds::TypeSupport;

    explicit Node(const Options& options);
    ~Node() override;

    DataWriter* create_writer(TypeSupport type);
    DataReader* create_reader(TypeSupport type, std::function<void(DataReader*)> on_data);
    DataReader* create_reader(TypeSupport type, const std::string& topic, std::function<void(DataReader*)> on_data);

private:
    eprosima::fastdds::dds::Topic* create_topic(TypeSupport& type, const std::string& name);

    template <class Qos>
    void apply(Qos& qos) const;

    void on_publication_matched(DataWriter*, const eprosima::fastdds::dds::PublicationMatchedStatus& status) override;
    void on_offered_incompatible_qos(DataWriter*, const eprosima::fastdds::dds::OfferedIncompatibleQosStatus& status) override;
    void on_subscription_matched(DataReader*, const eprosima::fastdds::dds::SubscriptionMatchedStatus& status) override;
    void on_requested_incompatible_qos(DataReader*, const eprosima::fastdds::dds::RequestedIncompatibleQosStatus& status) override;
    void on_data_available(DataReader* reader) override;

    const Options& options_;
    eprosima::fastdds::dds::DomainParticipant* participant_;
    std::function<void(DataReader*)> on_data_;
};
