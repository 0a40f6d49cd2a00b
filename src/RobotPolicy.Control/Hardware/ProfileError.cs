namespace RobotPolicy.Control.Hardware;

/// <summary>One problem of a profile.</summary>
/// <param name="Line">Where it is; sections are not read in the order in which they stand.</param>
/// <param name="Text">A sentence with file, line, field, expected and actual.</param>
internal readonly record struct ProfileError(long Line, string Text);
