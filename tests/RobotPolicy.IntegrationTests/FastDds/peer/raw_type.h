// A topic type whose samples are arbitrary bytes, encapsulation header included: a peer that does not keep to the rules.
#pragma once

#include <fastdds/dds/topic/TopicDataType.hpp>

#include <string>
#include <vector>

class RawType : public eprosima::fastdds::dds::TopicDataType {
public:
    using Bytes = std::vector<uint8_t>;
    using Payload = eprosima::fastrtps::rtps::SerializedPayload_t;

    explicit RawType(const std::string& type_name);

    bool serialize(void* sample, Payload* payload) override;
    bool deserialize(Payload* payload, void* sample) override;
    std::function<uint32_t()> getSerializedSizeProvider(void* sample) override;
    void* createData() override;
    void deleteData(void* sample) override;
    bool getKey(void* sample, eprosima::fastrtps::rtps::InstanceHandle_t* handle, bool force_md5) override;
};
