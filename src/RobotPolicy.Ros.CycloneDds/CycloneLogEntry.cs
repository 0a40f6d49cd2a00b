namespace RobotPolicy.Ros.CycloneDds;

/// <summary>One line for the host's log.</summary>
/// <param name="Severity">Severity.</param>
/// <param name="Source"><c>cyclonedds</c> for the native library, <c>transport</c> for the code around it.</param>
/// <param name="Message">Text, without a line break at its end. Native text may quote bytes that a peer chose.</param>
public readonly record struct CycloneLogEntry(CycloneLogSeverity Severity, string Source, string Message);
