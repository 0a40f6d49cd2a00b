namespace RobotPolicy.Data.Mcap.Records;

/// <summary>Last record of a file.</summary>
/// <param name="SummaryStart">Byte where the summary begins; 0 for no summary.</param>
/// <param name="SummaryOffsetStart">Byte where the summary offsets begin; 0 for none.</param>
/// <param name="SummaryCrc">CRC-32 from the summary's begin through the field before this one; 0 if not computed.</param>
public readonly record struct McapFooter(ulong SummaryStart, ulong SummaryOffsetStart, uint SummaryCrc);
