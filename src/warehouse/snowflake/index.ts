export { connectSnowflake } from './snowflake-warehouse'
