using System.Runtime.InteropServices;

namespace RobotPolicy.Ros.CycloneDds.Interop;

/// <summary>
/// Raw bindings of <c>libddsc</c> 0.10, under the names of its headers. Entities are <c>int</c> handles, negative values are return
/// codes. No call here may be marked <c>SuppressGCTransition</c>: several of them call back into managed code.
/// </summary>
internal static unsafe partial class Ddsc
{
    internal const string Library = "ddsc";

    internal const int DDS_RETCODE_OK = 0;
    internal const int DDS_RETCODE_ERROR = -1;
    internal const int DDS_RETCODE_BAD_PARAMETER = -3;
    internal const int DDS_RETCODE_PRECONDITION_NOT_MET = -4;
    internal const int DDS_RETCODE_OUT_OF_RESOURCES = -5;
    internal const int DDS_RETCODE_ALREADY_DELETED = -9;
    internal const int DDS_RETCODE_TIMEOUT = -10;

    internal const int DDS_RELIABILITY_BEST_EFFORT = 0;
    internal const int DDS_RELIABILITY_RELIABLE = 1;
    internal const int DDS_DURABILITY_VOLATILE = 0;
    internal const int DDS_DURABILITY_TRANSIENT_LOCAL = 1;
    internal const int DDS_HISTORY_KEEP_LAST = 0;
    internal const int DDS_HISTORY_KEEP_ALL = 1;
    internal const int DDS_LENGTH_UNLIMITED = -1;
    internal const long DDS_INFINITY = long.MaxValue;

    internal const uint DDS_ANY_STATE = 127;
    internal const uint DDS_ALIVE_INSTANCE_STATE = 16;

    internal const int DDS_BUILTIN_TOPIC_DCPSPUBLICATION = 0x7fff0000 + 3;
    internal const int DDS_BUILTIN_TOPIC_DCPSSUBSCRIPTION = 0x7fff0000 + 4;

    internal const uint DDS_LC_FATAL = 1;
    internal const uint DDS_LC_ERROR = 2;
    internal const uint DDS_LC_WARNING = 4;

    static Ddsc() => DdscLibrary.EnsureLoaded();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int dds_create_domain(uint domain, string config);

    [LibraryImport(Library)]
    internal static partial int dds_create_participant(uint domain, nint qos, nint listener);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int dds_create_topic(int participant, dds_topic_descriptor_t* descriptor, string name, nint qos, nint listener);

    [LibraryImport(Library)]
    internal static partial int dds_create_reader(int participant, int topic, nint qos, nint listener);

    [LibraryImport(Library)]
    internal static partial int dds_create_writer(int participant, int topic, nint qos, nint listener);

    [LibraryImport(Library)]
    internal static partial int dds_create_readcondition(int reader, uint mask);

    [LibraryImport(Library)]
    internal static partial int dds_create_guardcondition(int owner);

    [LibraryImport(Library)]
    internal static partial int dds_set_guardcondition(int guardcond, [MarshalAs(UnmanagedType.U1)] bool triggered);

    [LibraryImport(Library)]
    internal static partial int dds_create_waitset(int participant);

    [LibraryImport(Library)]
    internal static partial int dds_waitset_attach(int waitset, int entity, nint x);

    [LibraryImport(Library)]
    internal static partial int dds_waitset_detach(int waitset, int entity);

    [LibraryImport(Library)]
    internal static partial int dds_waitset_wait(int waitset, nint* xs, nuint nxs, long reltimeout);

    [LibraryImport(Library)]
    internal static partial int dds_delete(int entity);

    [LibraryImport(Library)]
    internal static partial int dds_get_guid(int entity, byte* guid);

    [LibraryImport(Library)]
    internal static partial nint dds_strretcode(int ret);

    [LibraryImport(Library)]
    internal static partial nint dds_create_qos();

    [LibraryImport(Library)]
    internal static partial void dds_delete_qos(nint qos);

    [LibraryImport(Library)]
    internal static partial void dds_qset_userdata(nint qos, byte* value, nuint sz);

    [LibraryImport(Library)]
    internal static partial void dds_qset_reliability(nint qos, int kind, long maxBlockingTime);

    [LibraryImport(Library)]
    internal static partial void dds_qset_durability(nint qos, int kind);

    [LibraryImport(Library)]
    internal static partial void dds_qset_history(nint qos, int kind, int depth);

    [LibraryImport(Library)]
    internal static partial void dds_qset_resource_limits(nint qos, int maxSamples, int maxInstances, int maxSamplesPerInstance);

    [LibraryImport(Library)]
    internal static partial void dds_qset_durability_service(
        nint qos, long serviceCleanupDelay, int historyKind, int historyDepth, int maxSamples, int maxInstances, int maxSamplesPerInstance);

    [LibraryImport(Library)]
    internal static partial void dds_qset_writer_data_lifecycle(nint qos, [MarshalAs(UnmanagedType.U1)] bool autodispose);

    [LibraryImport(Library)]
    internal static partial int dds_takecdr(int readerOrCondition, nint* buf, uint maxs, dds_sample_info_t* si, uint mask);

    [LibraryImport(Library)]
    internal static partial int dds_read(int readerOrCondition, nint* buf, dds_sample_info_t* si, nuint bufsz, uint maxs);

    [LibraryImport(Library)]
    internal static partial int dds_return_loan(int readerOrCondition, nint* buf, int bufsz);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool dds_qget_reliability(nint qos, int* kind, long* maxBlockingTime);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool dds_qget_durability(nint qos, int* kind);

    [LibraryImport(Library)]
    internal static partial int dds_writecdr(int writer, ddsi_serdata* serdata);

    [LibraryImport(Library)]
    internal static partial uint ddsi_serdata_size(nint d);

    [LibraryImport(Library)]
    internal static partial nint ddsi_serdata_to_ser_ref(nint d, nuint off, nuint sz, ddsrt_iovec_t* iov);

    [LibraryImport(Library)]
    internal static partial void ddsi_serdata_to_ser_unref(nint d, ddsrt_iovec_t* iov);

    [LibraryImport(Library)]
    internal static partial void ddsi_serdata_unref(nint d);

    [LibraryImport(Library)]
    internal static partial int dds_get_publication_matched_status(int writer, dds_matched_status_t* status);

    [LibraryImport(Library)]
    internal static partial int dds_get_subscription_matched_status(int reader, dds_matched_status_t* status);

    [LibraryImport(Library)]
    internal static partial int dds_get_requested_incompatible_qos_status(int reader, dds_incompatible_qos_status_t* status);

    [LibraryImport(Library)]
    internal static partial int dds_get_offered_incompatible_qos_status(int writer, dds_incompatible_qos_status_t* status);

    [LibraryImport(Library)]
    internal static partial void dds_set_log_sink(delegate* unmanaged<void*, dds_log_data_t*, void> callback, void* userdata);
}
