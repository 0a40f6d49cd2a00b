namespace RobotPolicy.Ros.CycloneDds.Interop;

/// <summary>The pinned serialised form of a <see cref="DdsSample"/>: a second reference to the same memory, released exactly once.</summary>
internal readonly unsafe struct DdsSampleBytes
{
    private readonly nint _serdata;
    private readonly byte* _data;
    private readonly int _length;

    internal DdsSampleBytes(nint serdata, byte* data, int length)
    {
        _serdata = serdata;
        _data = data;
        _length = length;
    }

    /// <summary>The bytes; empty on the default value.</summary>
    internal ReadOnlySpan<byte> Span => new(_data, _length);

    internal void Release()
    {
        ddsrt_iovec_t iov = new() { iov_base = _data, iov_len = (nuint)_length };
        Ddsc.ddsi_serdata_to_ser_unref(_serdata, &iov);
    }
}
