namespace RobotPolicy.Ros.CycloneDds.Interop;

/// <summary>
/// One taken sample: reference-counted native memory that outlives its reader, but not its domain. Whoever holds this value owns one
/// reference and releases it exactly once, on any thread.
/// </summary>
internal readonly unsafe struct DdsSample
{
    private readonly nint _serdata;

    internal DdsSample(nint serdata, bool isValid, long sourceTimeUnixNs)
    {
        _serdata = serdata;
        IsValid = isValid;
        SourceTimeUnixNs = sourceTimeUnixNs;
    }

    /// <summary>Whether the sample carries data; one that does not only says that a writer has gone.</summary>
    internal bool IsValid { get; }

    internal long SourceTimeUnixNs { get; }

    /// <summary>Pins the serialised form.</summary>
    /// <returns><see langword="false"/> when the sample is longer than a span can be; the caller still releases it.</returns>
    internal bool TryOpen(out DdsSampleBytes bytes)
    {
        var size = Ddsc.ddsi_serdata_size(_serdata);
        if (size > int.MaxValue)
        {
            bytes = default;
            return false;
        }

        ddsrt_iovec_t iov;
        var pinned = Ddsc.ddsi_serdata_to_ser_ref(_serdata, 0, size, &iov);
        bytes = new DdsSampleBytes(pinned, iov.iov_base, (int)size);
        return true;
    }

    internal void Release() => Ddsc.ddsi_serdata_unref(_serdata);
}
