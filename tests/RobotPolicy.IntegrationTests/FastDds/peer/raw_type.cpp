#include "raw_type.h"

#include <cstring>

RawType::RawType(const std::string& type_name) {
    setName(type_name.c_str());
    m_typeSize = 64 * 1024;
    m_isGetKeyDefined = false;
}

bool RawType::serialize(void* sample, Payload* payload) {
    const auto& bytes = *static_cast<Bytes*>(sample);
    if (bytes.size() > payload->max_size) {
        return false;
    }
    std::memcpy(payload->data, bytes.data(), bytes.size());
    payload->length = static_cast<uint32_t>(bytes.size());
    payload->encapsulation = CDR_LE;
    return true;
}

bool RawType::deserialize(Payload* payload, void* sample) {
    static_cast<Bytes*>(sample)->assign(payload->data, payload->data + payload->length);
    return true;
}

std::function<uint32_t()> RawType::getSerializedSizeProvider(void* sample) {
    return [sample] { return static_cast<uint32_t>(static_cast<Bytes*>(sample)->size()); };
}

void* RawType::createData() {
    return new Bytes;
}

void RawType::deleteData(void* sample) {
    delete static_cast<Bytes*>(sample);
}

bool RawType::getKey(void*, eprosima::fastrtps::rtps::InstanceHandle_t*, bool) {
    return false;
}
