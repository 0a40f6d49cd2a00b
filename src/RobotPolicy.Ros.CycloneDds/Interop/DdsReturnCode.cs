using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace RobotPolicy.Ros.CycloneDds.Interop;

/// <summary>The one checker that every return code of the library passes.</summary>
internal static class DdsReturnCode
{
    /// <summary>Returns <paramref name="code"/> when it is a handle, a count or success, and throws otherwise.</summary>
    internal static int Check(int code, string operation) => code < 0 ? Throw(code, operation) : code;

    /// <summary>As <see cref="Check"/>, for deletions: deleting is recursive, so the entity may be gone already.</summary>
    internal static void CheckDeleted(int code, string operation)
    {
        if (code is < 0 and not Ddsc.DDS_RETCODE_ALREADY_DELETED and not Ddsc.DDS_RETCODE_BAD_PARAMETER and not Ddsc.DDS_RETCODE_PRECONDITION_NOT_MET)
            Throw(code, operation);
    }

    /// <summary>The library's words for a return code.</summary>
    internal static string Describe(int code) => Marshal.PtrToStringUTF8(Ddsc.dds_strretcode(code)) ?? "unknown return code";

    [DoesNotReturn]
    private static int Throw(int code, string operation) =>
        throw new DdsException(code, $"{operation} failed: {Describe(code)} ({code}).");
}
