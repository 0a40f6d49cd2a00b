namespace RobotPolicy.Inference.Reports;

/// <summary>One file of a package.</summary>
/// <param name="Name">Path inside the package.</param>
/// <param name="Bytes">Size.</param>
/// <param name="Sha256">Hash of its content, in lower-case hexadecimal digits.</param>
public sealed record ReportedFile(string Name, long Bytes, string Sha256);
