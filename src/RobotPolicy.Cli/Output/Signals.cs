using System.Runtime.InteropServices;

namespace RobotPolicy.Cli.Output;

/// <summary>Turns SIGINT and SIGTERM into <see cref="Interrupts"/>. A signal that comes before the last one was handled ends the process.</summary>
internal sealed class Signals : IDisposable
{
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    public Signals()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = Interrupts.Signal());
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => context.Cancel = Interrupts.Signal());
    }

    /// <summary>Where the signals arrive.</summary>
    public Interrupts Interrupts { get; } = new();

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
    }
}
