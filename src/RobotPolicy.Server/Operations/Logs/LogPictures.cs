using RobotPolicy.Control.Bridge;
using RobotPolicy.Control.Observations;
using RobotPolicy.Data.Analysis;
using RobotPolicy.Data.Log;
using RobotPolicy.Imaging;

namespace RobotPolicy.Server.Operations.Logs;

/// <summary>Finds pictures of recordings and encodes them as the live ones are. One thread at a time.</summary>
internal sealed class LogPictures : IDisposable
{
    private readonly PictureEncoder _encoder = new();

    /// <summary>The newest picture of a camera at a moment; one that is none is passed over for the one before.</summary>
    /// <exception cref="OperationException">There is no such camera, or no picture; or none can be encoded on this installation.</exception>
    public LogPicture Find(LogSeeker log, LogPictureOrder order)
    {
        var robot = log.Facts.Profile.Robot;
        var index = robot.IndexOfCamera(order.Camera);
        if (index < 0)
            throw OperationException.NotFound("camera in the recording, which has " + string.Join(", ", robot.Cameras.Select(camera => camera.Name)) + ", named", order.Camera);
        var camera = robot.Cameras[index];
        var at = Math.Min(log.Clock.LogTime(order.Seconds), log.EndTime);
        LogPicture? found = null;
        log.FindBefore(camera.Topic, at, LogMoment.Reach, (time, cdr) =>
        {
            if (MessageFrame.Read(cdr, camera, (long)time, out _) is not { } frame)
                return false;
            var status = _encoder.Encode(frame, order.MaxWidth, order.Quality, out var encoded);
            frame.Release();
            if (_encoder.InstallationError is { } error)
                throw OperationException.Unavailable(error);
            if (status == ImageStatus.Ok)
                found = new LogPicture(encoded.Jpeg, encoded.Width, encoded.Height, log.Clock.SecondsOf(time));
            return found is not null;
        });
        return found ?? throw OperationException.NotFound(
            $"picture in the {LogMoment.Reach.TotalSeconds:F0} s before {log.Clock.SecondsOf(at):F3} s of the recording of camera", order.Camera);
    }

    /// <inheritdoc/>
    public void Dispose() => _encoder.Dispose();
}
