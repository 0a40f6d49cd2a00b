using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Imaging;

namespace RobotPolicy.Server.Operations.Telemetry;

/// <summary>
/// The newest pictures as JPEG. A picture is encoded once for all who ordered it alike, and one at a time, so that spectators cost at
/// most one core. Borrows frames only while it encodes. Any thread.
/// </summary>
public sealed class PictureDesk(IReadOnlyList<CameraSlot> cameras) : IDisposable
{
    /// <summary>Different orders whose last picture is kept; the one that was not asked for the longest leaves first.</summary>
    public const int KeptOrders = 32;

    private readonly PictureEncoder _encoder = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<PictureOrder, (Picture Picture, long AskedAt)> _kept = [];
    private long _asked;
    private long _encoded;

    /// <summary>Pictures encoded so far.</summary>
    public long EncodedCount => Interlocked.Read(ref _encoded);

    /// <summary>Pictures of a camera so far.</summary>
    public long CountOf(int camera) => cameras[camera].Count;

    /// <summary>The newest picture, encoded.</summary>
    /// <returns><see langword="null"/> if there is none yet, or if it is no picture.</returns>
    /// <exception cref="OperationException">Pictures cannot be encoded on this installation.</exception>
    public async Task<Picture?> GetAsync(PictureOrder order, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            var slot = cameras[order.Camera];
            var number = slot.Count;
            _asked++;
            if (_kept.TryGetValue(order, out var kept) && kept.Picture.Number == number)
            {
                _kept[order] = (kept.Picture, _asked);
                return kept.Picture;
            }

            return Encode(slot, order, number);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// The pictures of all cameras that are nearest to an instant, encoded. They are chosen before this returns, however long encoding
    /// them takes; cameras without a picture, or with one that is none, are left out.
    /// </summary>
    /// <param name="timeNs">The instant, on the monotonic clock, in nanoseconds.</param>
    /// <param name="quality">JPEG quality, 1 to 100.</param>
    /// <param name="maxWidth">Largest width in pixels.</param>
    /// <returns>Each picture with its camera. It throws <see cref="OperationException"/> where pictures cannot be encoded on this installation.</returns>
    public Task<IReadOnlyList<(int Camera, Picture Picture)>> GetNearestAsync(long timeNs, int quality, int maxWidth)
    {
        var frames = new List<(PictureOrder Order, ImageFrame Frame)>(cameras.Count);
        for (var camera = 0; camera < cameras.Count; camera++)
            if (cameras[camera].TryTakeNearest(timeNs, out var frame))
                frames.Add((new PictureOrder(camera, quality, maxWidth), frame!));
        return EncodeAsync(frames);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _encoder.Dispose();
        _turn.Dispose();
    }

    private async Task<IReadOnlyList<(int Camera, Picture Picture)>> EncodeAsync(List<(PictureOrder Order, ImageFrame Frame)> frames)
    {
        try
        {
            await _turn.WaitAsync().ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            try
            {
                var pictures = new List<(int, Picture)>(frames.Count);
                foreach (var (order, frame) in frames)
                    if (Encode(frame, order, cameras[order.Camera].Count) is { } picture)
                        pictures.Add((order.Camera, picture));
                return pictures;
            }
            finally
            {
                _turn.Release();
            }
        }
        finally
        {
            foreach (var (_, frame) in frames)
                frame.Release();
        }
    }

    private Picture? Encode(CameraSlot slot, PictureOrder order, long number)
    {
        if (!slot.TryTakeNearest(long.MaxValue, out var frame))
            return null;
        try
        {
            if (Encode(frame!, order, number) is not { } picture)
                return null;
            if (_kept.Count >= KeptOrders && !_kept.ContainsKey(order))
                _kept.Remove(_kept.MinBy(pair => pair.Value.AskedAt).Key);
            _kept[order] = (picture, _asked);
            return picture;
        }
        finally
        {
            frame!.Release();
        }
    }

    private Picture? Encode(ImageFrame frame, PictureOrder order, long number)
    {
        var status = _encoder.Encode(frame, order.MaxWidth, order.Quality, out var encoded);
        if (_encoder.InstallationError is { } error)
            throw OperationException.Unavailable(error);
        if (status != ImageStatus.Ok)
            return null;
        Interlocked.Increment(ref _encoded);
        return new Picture(number, frame.TimeNs, encoded.Jpeg, encoded.Width, encoded.Height);
    }
}
