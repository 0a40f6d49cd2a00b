namespace RobotPolicy.Cli.Commands.Intervention;

/// <summary>What a key asks for besides motion.</summary>
internal enum KeyboardResult
{
    Continue,

    /// <summary>Hand back to the policy.</summary>
    HandBack,

    /// <summary>Hold and leave.</summary>
    Leave,
}
