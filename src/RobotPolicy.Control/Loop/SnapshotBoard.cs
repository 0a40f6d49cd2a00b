namespace RobotPolicy.Control.Loop;

/// <summary>
/// Shows the loop's state to other threads. The control thread writes without waiting; a reader that met a write reads again
/// (a seqlock).
/// </summary>
internal sealed class SnapshotBoard(int jointCount, int cameraCount)
{
    private readonly LoopSnapshot _shown = new(jointCount, cameraCount);
    private long _version;

    public void Publish(
        in LoopStatus status,
        ReadOnlySpan<double> positions,
        ReadOnlySpan<double> command,
        ReadOnlySpan<double> target,
        ReadOnlySpan<long> cameraAgesNs)
    {
        Volatile.Write(ref _version, _version + 1);
        Volatile.WriteBarrier();
        _shown.Status = status;
        positions.CopyTo(_shown.Positions);
        command.CopyTo(_shown.Command);
        target.CopyTo(_shown.Target);
        cameraAgesNs.CopyTo(_shown.CameraAgesNs);
        Volatile.Write(ref _version, _version + 1);
    }

    public void Read(LoopSnapshot destination)
    {
        var spinner = default(SpinWait);
        while (true)
        {
            var version = Volatile.Read(ref _version);
            if ((version & 1) == 0)
            {
                destination.Status = _shown.Status;
                _shown.Positions.AsSpan().CopyTo(destination.Positions);
                _shown.Command.AsSpan().CopyTo(destination.Command);
                _shown.Target.AsSpan().CopyTo(destination.Target);
                _shown.CameraAgesNs.AsSpan().CopyTo(destination.CameraAgesNs);
                Volatile.ReadBarrier();
                if (Volatile.Read(ref _version) == version)
                    return;
            }

            spinner.SpinOnce();
        }
    }
}
