using System.Runtime.InteropServices;

namespace RobotPolicy.Ros.CycloneDds.Interop;

/// <summary>Takes the library's log away from stderr.</summary>
internal static unsafe class DdsLogSink
{
    private const int MaxMessageLength = 2048;

    /// <summary>Redirects the log of every domain in this process to <see cref="CycloneLog"/>.</summary>
    internal static void Install() => Ddsc.dds_set_log_sink(&OnMessage, null);

    // Runs on whichever thread logs, native ones included, under a lock of the library's log: it must neither throw nor call back.
    [UnmanagedCallersOnly]
    private static void OnMessage(void* userData, dds_log_data_t* data)
    {
        try
        {
            var severity = data->priority switch
            {
                Ddsc.DDS_LC_FATAL => CycloneLogSeverity.Fatal,
                Ddsc.DDS_LC_ERROR => CycloneLogSeverity.Error,
                Ddsc.DDS_LC_WARNING => CycloneLogSeverity.Warning,
                _ => CycloneLogSeverity.Information,
            };
            var length = (int)Math.Min(data->size, MaxMessageLength);
            CycloneLog.AddNative(severity, data->domid, new ReadOnlySpan<byte>(data->message, length));
        }
        catch (Exception)
        {
            // An exception that crosses a native frame ends the process; a lost log line does not.
        }
    }
}
