namespace RobotPolicy.Simulator;

/// <summary>A set-up error that a user can mend: the message says what is wrong, where, and what would be right.</summary>
internal sealed class SimulatorException : Exception
{
    /// <summary>Creates the error.</summary>
    internal SimulatorException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
