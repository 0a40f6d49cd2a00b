#pragma warning disable IDE1006 // C names are kept, so that they can be searched for in the headers of the library.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RobotPolicy.Ros.CycloneDds.Interop;

/// <summary><c>dds_sample_info_t</c>, 64 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct dds_sample_info_t
{
    internal uint sample_state;
    internal uint view_state;
    internal uint instance_state;
    internal byte valid_data;
    internal long source_timestamp;
    internal ulong instance_handle;
    internal ulong publication_handle;
    internal uint disposed_generation_count;
    internal uint no_writers_generation_count;
    internal uint sample_rank;
    internal uint generation_rank;
    internal uint absolute_generation_rank;
}

/// <summary><c>dds_builtintopic_endpoint_t</c>: a writer or reader that was discovered.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct dds_builtintopic_endpoint_t
{
    internal fixed byte key[16];
    internal fixed byte participant_key[16];
    internal ulong participant_instance_handle;
    internal nint topic_name;
    internal nint type_name;
    internal nint qos;
}

/// <summary><c>ddsrt_iovec_t</c>, the POSIX <c>struct iovec</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ddsrt_iovec_t
{
    internal byte* iov_base;
    internal nuint iov_len;
}

/// <summary><c>struct dds_type_meta_ser</c>. Stays a nested struct: C pads it to 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct dds_type_meta_ser
{
    internal byte* data;
    internal uint sz;
}

/// <summary><c>dds_topic_descriptor_t</c>, 96 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct dds_topic_descriptor_t
{
    internal uint m_size;
    internal uint m_align;
    internal uint m_flagset;
    internal uint m_nkeys;
    internal byte* m_typename;
    internal void* m_keys;
    internal uint m_nops;
    internal uint* m_ops;
    internal byte* m_meta;
    internal dds_type_meta_ser type_information;
    internal dds_type_meta_ser type_mapping;
    internal uint restrict_data_representation;
}

/// <summary><c>struct ddsi_serdata</c>, 72 bytes in a build with shared memory, followed by the two fields that are ours.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ddsi_serdata
{
    internal nint* ops;
    internal uint hash;
    internal uint refc;
    internal int kind;
    internal nint* type;
    internal long timestamp;
    internal uint statusinfo;
    internal long twrite;
    internal nint iox_chunk;
    internal nint iox_subscriber;
    internal byte* borrowed_data;
    internal nuint borrowed_length;
}

/// <summary><c>dds_publication_matched_status_t</c> and its twin for subscriptions.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct dds_matched_status_t
{
    internal uint total_count;
    internal int total_count_change;
    internal uint current_count;
    internal int current_count_change;
    internal ulong last_handle;
}

/// <summary><c>dds_requested_incompatible_qos_status_t</c> and its twin for offered QoS.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct dds_incompatible_qos_status_t
{
    internal uint total_count;
    internal int total_count_change;
    internal uint last_policy_id;
}

/// <summary><c>dds_log_data_t</c>, 56 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct dds_log_data_t
{
    internal uint priority;
    internal uint domid;
    internal byte* file;
    internal uint line;
    internal byte* function;
    internal byte* message;
    internal nuint size;
    internal nuint hdrsize;
}

/// <summary>Compares the structs above with the sizes and offsets of the 0.10 headers on a 64-bit Linux.</summary>
internal static unsafe class DdscLayouts
{
    /// <summary>The first layout that differs, or <see langword="null"/>. A difference is a platform that these bindings do not know.</summary>
    internal static string? FindMismatch() =>
        Size<dds_sample_info_t>(64)
        ?? Offset<dds_sample_info_t>(nameof(dds_sample_info_t.valid_data), 12)
        ?? Offset<dds_sample_info_t>(nameof(dds_sample_info_t.source_timestamp), 16)
        ?? Size<ddsrt_iovec_t>(16)
        ?? Size<dds_topic_descriptor_t>(96)
        ?? Offset<dds_topic_descriptor_t>(nameof(dds_topic_descriptor_t.m_typename), 16)
        ?? Offset<dds_topic_descriptor_t>(nameof(dds_topic_descriptor_t.m_ops), 40)
        ?? Offset<dds_topic_descriptor_t>(nameof(dds_topic_descriptor_t.type_information), 56)
        ?? Offset<dds_topic_descriptor_t>(nameof(dds_topic_descriptor_t.type_mapping), 72)
        ?? Offset<dds_topic_descriptor_t>(nameof(dds_topic_descriptor_t.restrict_data_representation), 88)
        ?? Offset<ddsi_serdata>(nameof(ddsi_serdata.refc), 12)
        ?? Offset<ddsi_serdata>(nameof(ddsi_serdata.type), 24)
        ?? Offset<ddsi_serdata>(nameof(ddsi_serdata.timestamp), 32)
        ?? Offset<ddsi_serdata>(nameof(ddsi_serdata.statusinfo), 40)
        ?? Offset<ddsi_serdata>(nameof(ddsi_serdata.borrowed_data), 72)
        ?? Size<dds_matched_status_t>(24)
        ?? Size<dds_incompatible_qos_status_t>(12)
        ?? Size<dds_log_data_t>(56)
        ?? Offset<dds_log_data_t>(nameof(dds_log_data_t.message), 32);

    private static string? Size<T>(int expected)
        where T : unmanaged
    {
        var actual = Unsafe.SizeOf<T>();
        return actual == expected ? null : $"sizeof({typeof(T).Name}) is {actual}, expected {expected}";
    }

    private static string? Offset<T>(string field, int expected)
        where T : unmanaged
    {
        var actual = (int)Marshal.OffsetOf<T>(field);
        return actual == expected ? null : $"offsetof({typeof(T).Name}, {field}) is {actual}, expected {expected}";
    }
}
